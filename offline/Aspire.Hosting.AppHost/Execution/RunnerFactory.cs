using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Execution;

/// <summary>What the runners share.</summary>
internal sealed record RunnerFactory(
    ProcessLauncher Launcher,
    LaunchSpecFactory Specs,
    EndpointAllocator Endpoints,
    ResourceNotificationService Notifications,
    ResourceLoggerService Loggers,
    IDistributedApplicationEventing Eventing,
    IServiceProvider Services,
    TimeProvider TimeProvider)
{
    public ProcessRunner Create(IResource resource, string id, int index) => new(this, resource, id, index);
}
