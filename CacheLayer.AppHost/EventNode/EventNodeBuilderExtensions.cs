namespace Aspire.Hosting;

/// <summary>Adds the node of the event stream.</summary>
public static class EventNodeBuilderExtensions
{
    /// <summary>Adds a Redis node that never evicts and writes everything to disk.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="runtime">What it runs as; null: a container when a container engine answers, else a process.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddEventNode(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, RedisRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if ((runtime ?? builder.DefaultRuntime()) is RedisRuntime.Container)
        {
#pragma warning disable ASPIRECERTIFICATES001 // Without this, a trusted development certificate would turn TLS on for some and not for others.
            // On the disk before it is answered, as in the script that the process form is started by.
            return builder.AddRedis(name).WithPersistence().WithoutHttpsCertificate().WithArgs("--appendonly", "yes", "--appendfsync", "always");
#pragma warning restore ASPIRECERTIFICATES001
        }

        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var resource = new EventNodeResource(name, RedisServerBuilderExtensions.Shell, builder.ScriptDirectory(), password);
        var node = builder.AddRedisProcess(resource, RedisServerBuilderExtensions.NodeScript);
        return builder.CreateResourceBuilder(resource)
            .WithIconName("DatabaseLink")
            .WithHealthCheck(builder.AddPingHealthCheck(node, password))
            .WithEnvironment(context =>
            {
                NodeEnvironment.Fill(context.EnvironmentVariables, node, password);
                context.EnvironmentVariables["REDIS_APPENDONLY"] = "yes";
                context.EnvironmentVariables["REDIS_MAXMEMORY_POLICY"] = "noeviction";
            });
    }
}
