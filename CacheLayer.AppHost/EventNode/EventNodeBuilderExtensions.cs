namespace Aspire.Hosting;

/// <summary>Adds the node of the event stream.</summary>
public static class EventNodeBuilderExtensions
{
    /// <summary>Adds a Redis node that never evicts and writes everything to disk before it answers; what it has outlives its restart.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the resource and of its connection string.</param>
    /// <param name="runtime">What it runs as; null: a container where one can run, else a process.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddEventNode(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, RedisRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        return builder.RuntimeOr(runtime) is RedisRuntime.Container ? builder.AddContainer(name, password) : builder.AddProcess(name, password);
    }

    private static IResourceBuilder<IResourceWithConnectionString> AddContainer(this IDistributedApplicationBuilder builder, string name, ParameterResource password)
    {
#pragma warning disable ASPIRECONTAINERSHELLEXECUTION001 // Otherwise Aspire starts it by a shell, which keeps the signal to stop to itself: it would be killed after ten seconds.
        var resource = new RedisResource(name, password) { ShellExecution = false };
#pragma warning restore ASPIRECONTAINERSHELLEXECUTION001
        var node = builder.AddRedisContainer(resource, RedisServerBuilderExtensions.NodeScript, RedisServerBuilderExtensions.NodePort);
        // A container that is started again is another one, and only finds what is in a volume.
        var volume = builder.ExecutionContext.IsRunMode ? RunVolume.For(builder, name) : $"{name}-data";
        return builder.CreateResourceBuilder(resource).WithVolume(volume, RedisContainerImage.DataFolder).As(node, password);
    }

    private static IResourceBuilder<IResourceWithConnectionString> AddProcess(this IDistributedApplicationBuilder builder, string name, ParameterResource password)
    {
        var resource = new EventNodeResource(name, RedisServerBuilderExtensions.Shell, builder.ScriptDirectory(), password);
        var node = builder.AddRedisProcess(resource, RedisServerBuilderExtensions.NodeScript);
        return builder.CreateResourceBuilder(resource).As(node, password);
    }

    private static IResourceBuilder<T> As<T>(this IResourceBuilder<T> builder, RedisServer node, ParameterResource password)
        where T : IResourceWithEnvironment, IResourceWithConnectionString
        => builder
            .WithIconName("DatabaseLink")
            .WithHealthCheck(builder.ApplicationBuilder.AddPingHealthCheck(node, password))
            .WithEnvironment(context =>
            {
                NodeEnvironment.Fill(context.EnvironmentVariables, node, password);
                context.EnvironmentVariables["REDIS_APPENDONLY"] = "yes";
                context.EnvironmentVariables["REDIS_MAXMEMORY_POLICY"] = "noeviction";
            });
}
