namespace Aspire.Hosting;

/// <summary>What Redis nodes run as.</summary>
public enum RedisRuntime
{
    /// <summary>Processes of an installed redis-server.</summary>
    Process,

    /// <summary>Containers of the official image.</summary>
    Container,
}
