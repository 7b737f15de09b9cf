using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// Lets the test host run an AppHost's own entry point: it changes how the builder is made, stops the entry point before
/// it builds, and takes the application out of its hands before it runs.
/// </summary>
internal abstract class AppHostInterception
{
    private static readonly AsyncLocal<AppHostInterception?> OfThisFlow = new();

    /// <summary>Set by the test host on the flow that runs the entry point.</summary>
    public static AppHostInterception? Current
    {
        get => OfThisFlow.Value;
        set => OfThisFlow.Value = value;
    }

    public abstract void OnBuilderCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>Returns when the test wants the application to be built.</summary>
    public abstract void OnBuilding(DistributedApplicationBuilder builder);

    public abstract void OnBuilt(DistributedApplication application);

    /// <summary>Returns when the test is done with the application.</summary>
    public abstract Task OnRunAsync();
}
