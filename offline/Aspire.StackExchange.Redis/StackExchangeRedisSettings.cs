namespace Aspire.StackExchange.Redis;

public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>The stand-in traces nothing: the instrumentation package is not on every feed.</summary>
    public bool DisableTracing { get; set; }

    public bool DisableAutoActivation { get; set; } = true;
}
