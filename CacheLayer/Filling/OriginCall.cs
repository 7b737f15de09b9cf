using System.Diagnostics;
using CacheLayer.Keyspaces;

namespace CacheLayer.Filling;

/// <summary>How a flight asks the origin: alone here, together with others of its batch in <see cref="Reading.BulkFetch{T}"/>.</summary>
/// <remarks>
/// A flight that began says <see cref="Enlist"/> once, and then either <see cref="FetchAsync"/> or <see cref="Leave"/> once.
/// To be made by who asks: the fetch takes its place in the trace and among fetches from there.
/// </remarks>
internal class OriginCall<T>(Fetcher<T> fetcher, KeyspacePolicy policy, TimeProvider time)
{
    private readonly FetchNesting? _outer = FetchNesting.Current;
    private readonly Activity? _parent = Activity.Current;

    protected Fetcher<T> Fetcher => fetcher;

    protected KeyspacePolicy Policy => policy;

    /// <inheritdoc cref="Fetcher{T}.KnownDependencies"/>
    public IReadOnlyList<CacheDependency>? KnownDependencies => fetcher.KnownDependencies;

    /// <inheritdoc cref="Fetcher{T}.KnownTtl"/>
    public TimeSpan? KnownTtl => fetcher.KnownTtl;

    /// <summary>A flight may need a fetch.</summary>
    public virtual void Enlist()
    {
    }

    /// <summary>It needs none, or will ask on its own later.</summary>
    public virtual void Leave()
    {
    }

    /// <exception cref="OriginOverloadedException">The fetch was refused.</exception>
    public virtual ValueTask<Fetched<T>> FetchAsync(Flight<T> flight, CancellationToken cancellationToken) => FetchAloneAsync(flight, cancellationToken);

    /// <summary>Fetches without the others of the batch.</summary>
    public async ValueTask<Fetched<T>> FetchAloneAsync(Flight<T> flight, CancellationToken cancellationToken)
    {
        var id = flight.Key.Id;
        var fetched = await CallAsync(token => fetcher.FetchAsync(id, token), id, null, cancellationToken).ConfigureAwait(false);
        flight.Prepare(fetched);
        return fetched;
    }

    /// <summary>Calls the origin, and waits for it only so long.</summary>
    /// <param name="call">The call.</param>
    /// <param name="id">The id that is fetched, or null for several.</param>
    /// <param name="ids">The ids of a call for several.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    protected async ValueTask<TAnswer> CallAsync<TAnswer>(
        Func<CancellationToken, ValueTask<TAnswer>> call, string? id, IReadOnlyList<string>? ids, CancellationToken stopping)
    {
        var options = policy.Options;
        var gate = policy.Fetches.Of(fetcher.Feature, options);
        var turn = await TurnAsync(gate, id, options, stopping).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(options.FetchTimeout, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var running = DetachedCall<TAnswer>.Start(call, policy, _outer, _parent, token.Token);
        try
        {
            var answer = await running.WaitAsync(token.Token).ConfigureAwait(false);
            gate.Answered();
            return answer;
        }
        catch (Exception e) when (timeout.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            policy.Fetches.Unanswered();
            if (!running.IsCompleted)
            {
                _ = gate.Abandoned.TakeAsync(ids ?? [id!], isBulk: ids is not null, running, turn, options);
                turn = null;
            }

            throw new TimeoutException($"The origin did not answer a fetch of '{policy.Name}' within {options.FetchTimeout}.", e);
        }
        catch (Exception e)
        {
            if (!NoAnswer.Is(e))
            {
                gate.Answered();
            }
            else if (!stopping.IsCancellationRequested)
            {
                policy.Fetches.Unanswered();
            }

            throw;
        }
        finally
        {
            turn?.Dispose();
        }
    }

    /// <returns>The turn, or null when a fetch that this one is part of has one.</returns>
    private async ValueTask<IDisposable?> TurnAsync(FetchGate gate, string? id, KeyspaceOptions options, CancellationToken cancellationToken)
    {
        if (FetchNesting.IsWithin(_outer, policy))
        {
            return null;
        }

        try
        {
            return await gate.EnterAsync(id, options, cancellationToken).ConfigureAwait(false);
        }
        catch (OriginOverloadedException)
        {
            policy.Counters.RefusedFetch();
            throw;
        }
    }
}
