namespace CacheLayer.Benchmarks.Peers;

/// <summary>Reads of several keys for caches that have no batch: as their users write it.</summary>
internal static class ManyReads
{
    public static Task AtOnceAsync(ICachePeer peer, string[] ids)
    {
        var reads = new Task[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            reads[i] = peer.ReadAsync(ids[i]).AsTask();
        }

        return Task.WhenAll(reads);
    }
}
