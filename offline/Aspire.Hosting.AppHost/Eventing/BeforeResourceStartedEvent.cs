using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    public IResource Resource { get; } = resource;

    public IServiceProvider Services { get; } = services;

    internal string InstanceId { get; init; } = resource.Name;
}
