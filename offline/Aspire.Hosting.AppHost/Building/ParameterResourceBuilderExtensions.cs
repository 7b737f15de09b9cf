using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, string value, bool publishValueAsDefault = false, bool secret = false)
        => builder.AddResource(new ParameterResource(name, _ => value, secret));

    /// <summary>Nothing is persisted here: a generated value lasts as long as the run.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, ParameterDefault value, bool secret = false, bool persist = false)
        => builder.AddResource(Create(builder, name, value, secret));

    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0)
    {
        var generated = new GenerateParameterDefault
        {
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        };
        return Create(builder, name, generated, secret: true);
    }

    // An environment variable's name cannot hold a dash.
    private static ParameterResource Create(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret)
    {
        var key = $"Parameters:{name}";
        return new ParameterResource(name, other => builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')] ?? other!.GetDefaultValue(), secret) { Default = value };
    }
}
