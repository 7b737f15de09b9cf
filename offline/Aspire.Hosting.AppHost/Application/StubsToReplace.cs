using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

internal static class StandInServices
{
    public static void AddStandIn(this IServiceCollection services, DistributedApplicationOptions options, Assembly? appHost, IResourceCollection resources, IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext executionContext)
    {
    }
}

internal static class ResourceInstances
{
    public static void Assign(IResourceCollection resources)
    {
    }
}

internal static class LifecycleCommands
{
    public static void AddTo(IResourceCollection resources)
    {
    }
}
