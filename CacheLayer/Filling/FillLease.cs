using CacheLayer.Entries.Serialization;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Topology;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Filling;

/// <summary>The lease of one flight: knows whether it may still stand, so that it is never left behind.</summary>
internal sealed class FillLease(EntryKeys keys, KeyspacePolicy policy, FillProtocol protocol)
{
    private readonly RedisValue _token = Guid.NewGuid().ToByteArray();

    // Granted; or asked for, and the answer was lost.
    private bool _mayStand;

    /// <param name="take">Whether to take the lease from its holder, without reading an entry that is there.</param>
    /// <param name="staleStoredAt">When the entry was stored that is to be replaced, or null: see <see cref="BeginFillScript"/>.</param>
    public async ValueTask<BeginFillReply> AskAsync(bool take, long? staleStoredAt)
    {
        _mayStand = true;
        var life = policy.Options.LeaseTtl;
        var reply = await (take ? protocol.TakeAsync(keys, _token, life) : protocol.BeginAsync(keys, _token, life, staleStoredAt)).ConfigureAwait(false);
        _mayStand = reply.Status is BeginFillStatus.Granted;
        return reply;
    }

    /// <param name="entry">The entry.</param>
    /// <param name="ttl">How long it lives.</param>
    /// <param name="version">The origin's version of it.</param>
    /// <param name="beside">Its shape, when entries of other shapes are to stay beside it.</param>
    /// <returns>Whether the entry was stored; if not, the lease is gone or the version is below the watermark.</returns>
    public async ValueTask<bool> CommitAsync(ReadOnlyMemory<byte> entry, TimeSpan ttl, long version, EntryShape beside)
    {
        try
        {
            var stored = await protocol.CommitAsync(keys, _token, entry, ttl, version, beside).ConfigureAwait(false);
            _mayStand = false;
            return stored;
        }
        catch (Exception e) when (CacheFault.Is(e))
        {
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns>Whether it stood until now.</returns>
    public async ValueTask<bool> ReleaseAsync()
    {
        if (!_mayStand)
        {
            return false;
        }

        _mayStand = false;
        return await protocol.ReleaseAsync(keys, _token).ConfigureAwait(false);
    }
}
