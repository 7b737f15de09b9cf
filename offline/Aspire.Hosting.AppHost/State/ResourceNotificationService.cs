using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly SnapshotFactory _snapshots;
    private readonly WaitBehavior _defaultWaitBehavior;

    internal ResourceNotificationService(SnapshotFactory snapshots, IOptions<ResourceNotificationServiceOptions> options)
    {
        _snapshots = snapshots;
        _defaultWaitBehavior = options.Value.DefaultWaitBehavior;
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

            var ofResource = _current.Values.Where(e => string.Equals(e.Resource.Name, resourceId, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray();
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

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToArray();
        var found = await WaitForResourceAsync(resourceName, e => states.Contains(e.Snapshot.State?.Text), cancellationToken).ConfigureAwait(false);
        return found.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var resourceEvent in WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (string.Equals(resourceEvent.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(resourceEvent))
                {
                    return resourceEvent;
                }
            }
        }
        catch (OperationCanceledException exception)
        {
            var states = CurrentStatesOf(resourceName);
            throw new OperationCanceledException($"Gave up waiting for resource '{resourceName}'. {states}", exception, cancellationToken);
        }

        throw new OperationCanceledException($"Gave up waiting for resource '{resourceName}'.");
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
        => WaitForResourceHealthyAsync(resourceName, _defaultWaitBehavior, cancellationToken);

    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var found = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: not null } || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && IsUnavailable(e.Snapshot)),
            cancellationToken).ConfigureAwait(false);
        if (found.Snapshot.ResourceReadyEvent is not { } ready || found.Snapshot.HealthStatus != HealthStatus.Healthy)
        {
            throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it is in the state '{found.Snapshot.State?.Text}'.");
        }

        await ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        return found;
    }

    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
        => Task.WhenAll(
            from annotation in resource.Annotations.OfType<WaitAnnotation>()
            where annotation.Resource is not IResourceWithoutLifetime
            from id in annotation.Resource.GetInstanceIds()
            select WaitForDependencyAsync(resource, annotation, id, cancellationToken));

    private static bool IsUnavailable(CustomResourceSnapshot snapshot)
        => KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text) || snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy;

    private async Task WaitForDependencyAsync(IResource resource, WaitAnnotation wait, string id, CancellationToken cancellationToken)
    {
        var stops = (wait.WaitBehavior ?? _defaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var found = await WaitForResourceAsync(
            wait.Resource.Name,
            e => e.ResourceId == id && (wait.WaitType switch
            {
                WaitType.WaitForCompletion => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text),
                WaitType.WaitUntilStarted => e.Snapshot.State?.Text == KnownResourceStates.Running,
                _ => e.Snapshot is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: not null },
            } || (stops && IsUnavailable(e.Snapshot))),
            cancellationToken).ConfigureAwait(false);

        var state = found.Snapshot.State!.Text;
        var failed = wait.WaitType == WaitType.WaitForCompletion
            ? state == KnownResourceStates.FailedToStart || (found.Snapshot.ExitCode ?? wait.ExitCode) != wait.ExitCode
            : state != KnownResourceStates.Running;
        if (failed)
        {
            throw new DistributedApplicationException($"Resource '{resource.Name}' stopped waiting for dependency resource '{id}' because it entered the '{state}' state, exit code {found.Snapshot.ExitCode?.ToString() ?? "unknown"}.");
        }

        if (wait.WaitType == WaitType.WaitUntilHealthy)
        {
            await found.Snapshot.ResourceReadyEvent!.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private string CurrentStatesOf(string resourceName)
    {
        lock (_lock)
        {
            var states = _current.Values
                .Where(e => string.Equals(e.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase))
                .Select(e => $"{e.ResourceId} is {e.Snapshot.State?.Text ?? "unknown"} ({string.Join(", ", e.Snapshot.HealthReports.Select(r => $"{r.Name}: {r.Status?.ToString() ?? "no report"} {r.Description}"))})");
            return string.Join("; ", states);
        }
    }
}
