using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly SnapshotFactory _snapshots;
    private readonly bool _waitsForTheDead;

    /// <param name="snapshots">Makes the first state of a resource.</param>
    /// <param name="waitsForTheDead">Whether somebody may start again, on the dashboard, what has ended or failed.</param>
    internal ResourceNotificationService(SnapshotFactory snapshots, bool waitsForTheDead)
    {
        _snapshots = snapshots;
        _waitsForTheDead = waitsForTheDead;
    }

    /// <summary>The current state of every instance.</summary>
    internal IReadOnlyList<ResourceEvent> Current
    {
        get
        {
            lock (_lock)
            {
                return [.. _current.Values];
            }
        }
    }

    /// <summary>Updates every instance of the resource.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in resource.GetInstanceIds())
        {
            PublishUpdateAsync(resource, id, stateFactory);
        }

        return Task.CompletedTask;
    }

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_lock)
        {
            var before = _current.TryGetValue(resourceId, out var current) ? current.Snapshot : _snapshots.CreateInitial(resource);
            var update = new ResourceEvent(resource, resourceId, stateFactory(before));
            _current[resourceId] = update;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(update);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The state of an instance by its id, or of the only instance of a resource by the resource's name.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            if (_current.TryGetValue(resourceId, out resourceEvent))
            {
                return true;
            }

            var ofResource = _current.Values.Where(e => IsOf(e, resourceId)).Take(2).ToArray();
            resourceEvent = ofResource.Length == 1 ? ofResource[0] : null;
            return resourceEvent is not null;
        }
    }

    /// <summary>The current state of every instance, then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        ResourceEvent[] now;
        lock (_lock)
        {
            now = [.. _current.Values];
            _watchers.Add(channel);
        }

        try
        {
            foreach (var resourceEvent in now)
            {
                yield return resourceEvent;
            }

            await foreach (var resourceEvent in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return resourceEvent;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var resourceEvent in WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (IsOf(resourceEvent, resourceName) && predicate(resourceEvent))
                {
                    return resourceEvent;
                }
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException($"Gave up waiting for resource '{resourceName}'. {DescribeStatesOf(resourceName)}", exception, cancellationToken);
        }

        throw new OperationCanceledException($"Gave up waiting for resource '{resourceName}'.");
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
        => WaitUntilHealthyAsync(resourceName, _ => true, cancellationToken);

    /// <summary>Waits for all instances of everything that the resource waits for.</summary>
    internal Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
        => Task.WhenAll(
            from annotation in resource.Annotations.OfType<WaitAnnotation>()
            from id in annotation.Resource.GetInstanceIds()
            select WaitUntilHealthyAsync(annotation.Resource.Name, e => e.ResourceId == id, cancellationToken));

    private static bool IsOf(ResourceEvent resourceEvent, string resourceName)
        => string.Equals(resourceEvent.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase);

    private async Task<ResourceEvent> WaitUntilHealthyAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken)
    {
        var found = await WaitForResourceAsync(
            resourceName,
            e => predicate(e) && (e.Snapshot.HealthStatus == HealthStatus.Healthy || (!_waitsForTheDead && KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text))),
            cancellationToken).ConfigureAwait(false);
        return found.Snapshot.HealthStatus == HealthStatus.Healthy
            ? found
            : throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy: {DescribeStatesOf(resourceName)}");
    }

    private string DescribeStatesOf(string resourceName)
        => string.Join("; ", Current.Where(e => IsOf(e, resourceName)).Select(e =>
        {
            var reports = e.Snapshot.HealthReports.Select(r => $"{r.Name}: {r.Status?.ToString() ?? "no report"} {r.Description}");
            return $"{e.ResourceId} is {e.Snapshot.State?.Text ?? "unknown"}, exit code {e.Snapshot.ExitCode?.ToString() ?? "none"}, {string.Join(", ", reports)}";
        }));
}
