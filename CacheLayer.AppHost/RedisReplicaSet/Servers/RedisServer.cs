namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis node or a sentinel: a process or a container that was started by a script.</summary>
/// <param name="Builder">The process or container.</param>
/// <param name="Endpoint">Where this machine reaches it.</param>
/// <param name="AnnouncedHost">The host by which nodes and sentinels know it.</param>
/// <param name="ListenPort">The port by which nodes and sentinels know it.</param>
/// <param name="Bind">The address that it listens on.</param>
/// <param name="Folder">Its own folder.</param>
internal sealed record RedisServer(
    IResourceBuilder<IResourceWithEnvironment> Builder, EndpointReference Endpoint, string AnnouncedHost, int ListenPort, string Bind, string Folder)
{
    public const string EndpointName = "tcp";

    public string Name => Builder.Resource.Name;

    /// <summary>The address that the sentinels name.</summary>
    public string Announced => $"{AnnouncedHost}:{ListenPort}";
}
