using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Dashboard;

/// <summary>The dashboard as others see it: its state, and where to log in. It does not show itself.</summary>
internal sealed class DashboardResource : ApplicationModel.Resource
{
    public DashboardResource()
        : base("aspire-dashboard")
        => Annotations.Add(new ResourceSnapshotAnnotation(new CustomResourceSnapshot
        {
            ResourceType = "Executable",
            State = KnownResourceStates.Starting,
            IsHidden = true,
            Properties = [],
        }));
}
