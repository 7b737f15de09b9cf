namespace CacheLayer.Redis.Topology;

/// <summary>The circuit breaker: what calls found out about nodes, until probes know better. <c>docs/overload.md</c> has the states.</summary>
internal sealed partial class TopologyState
{
    /// <summary>A read of a node failed: it rests, for a moment at least, and until it has answered a probe that was sent later.</summary>
    public void Rest(RedisNode node)
    {
        var now = Environment.TickCount64;
        node.FailedAt = now;
        node.RestsUntil = Math.Max(node.RestsUntil, now + Math.Max(_rest, _maxReplicaStaleness));
    }

    /// <summary>
    /// A read had no answer from any node in all the time that it may take, this one among them. If no probe that was sent since
    /// has been answered either, the node hangs, and is not read before it has answered one.
    /// </summary>
    public void GaveNoAnswer(RedisNode node, long since)
    {
        lock (_gate)
        {
            if (node.AnsweredAt >= since)
            {
                return;
            }

            if (!node.Hangs)
            {
                Log.NodeHangs(logger, node.Address.Name);
            }

            node.Health = NodeHealth.Unresponsive;
            node.ReadableUntil = 0;
            node.WasReadableUntil = 0;
        }
    }

    /// <summary>The primary left a write unanswered: other writes fail fast until it has answered a probe.</summary>
    public void HoldWrites(RedisNode node)
    {
        lock (_gate)
        {
            if (node.TakesWrites)
            {
                Log.WritesHang(logger, node.Address.Name);
                node.TakesWrites = false;
            }
        }
    }

    /// <summary>Writes are answered again.</summary>
    public void TakesWritesAgain(RedisNode node)
    {
        Log.WritesAnswered(logger, node.Address.Name);
        node.TakesWrites = true;
    }
}
