using System.Diagnostics;
using CacheLayer.Diagnostics;
using CacheLayer.Keyspaces;

namespace CacheLayer.Filling;

/// <summary>
/// Runs a fetch in a context of its own: its callers come and go, so it has none of the first one's <see cref="AsyncLocal{T}"/> values, culture
/// included. Its span belongs to the trace of that caller, and lives as long as the fetch.
/// </summary>
internal sealed class DetachedCall<TAnswer>
{
    private readonly Func<CancellationToken, ValueTask<TAnswer>> _call;
    private readonly KeyspacePolicy _policy;
    private readonly FetchNesting? _outer;
    private readonly Activity? _parent;
    private readonly CancellationToken _cancellationToken;
    private Task<TAnswer>? _answer;

    private DetachedCall(
        Func<CancellationToken, ValueTask<TAnswer>> call, KeyspacePolicy policy, FetchNesting? outer, Activity? parent, CancellationToken cancellationToken)
        => (_call, _policy, _outer, _parent, _cancellationToken) = (call, policy, outer, parent, cancellationToken);

    /// <param name="call">The call to the origin.</param>
    /// <param name="policy">Of the keyspace that is fetched from.</param>
    /// <param name="outer">The fetch that this one is part of, or null.</param>
    /// <param name="parent">The span of the first caller, or null.</param>
    /// <param name="cancellationToken">Given to the call.</param>
    public static Task<TAnswer> Start(
        Func<CancellationToken, ValueTask<TAnswer>> call, KeyspacePolicy policy, FetchNesting? outer, Activity? parent, CancellationToken cancellationToken)
    {
        var detached = new DetachedCall<TAnswer>(call, policy, outer, parent, cancellationToken);
        ExecutionContext.Run(
            CleanContext.Value,
            static state =>
            {
                var detached = (DetachedCall<TAnswer>)state!;
                detached._answer = detached.RunAsync();
            },
            detached);
        return detached._answer!;
    }

    private async Task<TAnswer> RunAsync()
    {
        using (CacheActivities.StartFetch(_policy.Name, _parent))
        using (FetchNesting.Begin(_policy, _outer))
        {
            return await _call(_cancellationToken).ConfigureAwait(false);
        }
    }
}
