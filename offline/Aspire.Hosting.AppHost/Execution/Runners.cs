using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

/// <summary>The runner of every instance, by the instance's id.</summary>
internal sealed class Runners(DistributedApplicationModel model, RunnerFactory factory)
{
    private readonly ConcurrentDictionary<string, ProcessRunner> _runners = new();

    public ProcessRunner this[string instanceId] => _runners[instanceId];

    public IEnumerable<ProcessRunner> Of(IResource resource)
        => resource.GetInstanceIds().Select(id => _runners.GetValueOrDefault(id)).OfType<ProcessRunner>();

    /// <summary>Starts everything but what is to be started by hand.</summary>
    public async Task StartAllAsync()
    {
        foreach (var resource in model.Resources.Where(r => r is ProjectResource or ExecutableResource or ContainerResource))
        {
            foreach (var (index, id) in resource.GetInstanceIds().Index())
            {
                var runner = _runners[id] = factory.Create(resource, id, index);
                if (!resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
                {
                    await runner.StartAsync().ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Stops everything, a resource only after those that depend on it.</summary>
    public Task StopAllAsync()
    {
        var dependents = Dependencies.DependentsOf(model);
        var stops = new Dictionary<IResource, Task>();
        return Task.WhenAll(model.Resources.ToArray().Select(resource => Stop(resource, [])));

        Task Stop(IResource resource, HashSet<IResource> path)
        {
            // A circle of dependencies is stopped wherever one enters it.
            if (stops.TryGetValue(resource, out var stop) || !path.Add(resource))
            {
                return stop ?? Task.CompletedTask;
            }

            var before = dependents[resource].Select(dependent => Stop(dependent, path)).ToArray();
            path.Remove(resource);
            return stops[resource] = StopAfterAsync(before, resource);
        }
    }

    private async Task StopAfterAsync(Task[] before, IResource resource)
    {
        await Task.WhenAll(before).ConfigureAwait(false);
        await Task.WhenAll(Of(resource).Select(runner => runner.StopAsync())).ConfigureAwait(false);
    }
}
