using CacheLayer.AppHost.Startup;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers that are started by one of the scripts beside this integration.</summary>
internal static class RedisServerBuilderExtensions
{
    public const string Shell = "/bin/sh";
    public const string NodeScript = "redis-node.sh";
    public const int NodePort = 6379;

    private const string ScriptFolder = "RedisReplicaSet";
    private const string ScriptFolderInContainer = "/opt/cachelayer";
    private const string Loopback = "127.0.0.1";
    private const string AllAddresses = "0.0.0.0";

    /// <summary>Adds a server that runs <paramref name="script"/>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the server, by which other containers find it.</param>
    /// <param name="script">The file name of the script.</param>
    /// <param name="containerPort">The port inside a container.</param>
    /// <param name="runtime">What it runs as.</param>
    public static RedisServer AddRedisServer(this IDistributedApplicationBuilder builder, string name, string script, int containerPort, RedisRuntime runtime)
        => runtime is RedisRuntime.Container
            ? builder.AddRedisContainer(new ContainerResource(name), script, containerPort)
            : builder.AddRedisProcess(new ExecutableResource(name, Shell, builder.ScriptDirectory()), script);

    /// <summary>Adds a server as a local process.</summary>
    public static RedisServer AddRedisProcess(this IDistributedApplicationBuilder builder, ExecutableResource resource, string script)
    {
        // The same port inside and outside: nodes and sentinels tell clients the address they know themselves by.
        var port = FreePorts.Next();
        var process = builder.AddResource(resource)
            .WithArgs(script)
            .WithEndpoint(port: port, targetPort: port, name: RedisServer.EndpointName, isProxied: false);
        var folder = Path.Combine(RunFolder.PathOf(builder), resource.Name);
        return new RedisServer(process, process.GetEndpoint(RedisServer.EndpointName), Loopback, port, Loopback, folder);
    }

    /// <summary>Adds a server as a container.</summary>
    public static RedisServer AddRedisContainer(this IDistributedApplicationBuilder builder, ContainerResource resource, string script, int port)
    {
        var container = builder.AddResource(resource)
            .WithImage(RedisContainerImage.Of(builder))
            .WithScripts()
            .WithEntrypoint(Shell)
            .WithArgs($"{ScriptFolderInContainer}/{script}")
            // No proxy in between, which would accept connections for a node that is down.
            .WithEndpoint(port: builder.ExecutionContext.IsRunMode ? FreePorts.Next() : null, targetPort: port, name: RedisServer.EndpointName, isProxied: false);
        return new RedisServer(container, container.GetEndpoint(RedisServer.EndpointName), resource.Name, port, AllAddresses, RedisContainerImage.DataFolder);
    }

    /// <summary>Where the scripts are.</summary>
    public static string ScriptDirectory(this IDistributedApplicationBuilder builder) => Path.Combine(builder.AppHostDirectory, ScriptFolder);

    // All of them, as one may call another. What is published is an image that has them; here that image need not be built.
    private static IResourceBuilder<ContainerResource> WithScripts(this IResourceBuilder<ContainerResource> container)
    {
        var builder = container.ApplicationBuilder;
        return builder.ExecutionContext.IsRunMode
            ? container.WithBindMount(ScriptFolder, ScriptFolderInContainer, isReadOnly: true)
            : container.WithDockerfile(ScriptFolder).WithBuildArg("IMAGE", RedisContainerImage.Of(builder));
    }
}
