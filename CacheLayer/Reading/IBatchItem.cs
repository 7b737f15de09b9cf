using CacheLayer.Filling;
using CacheLayer.Keyspaces;
using CacheLayer.L1;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>One read of a batch, of whatever type.</summary>
internal interface IBatchItem
{
    RedisKey Key { get; }

    KeyspacePolicy Policy { get; }

    /// <summary>Whether its fetcher fetches several at once.</summary>
    bool FetchesMany { get; }

    /// <summary>Whether it takes part in the pipelined read.</summary>
    bool IsServed { get; }

    /// <summary>Whether the memory of this process answers it.</summary>
    bool AnswerFromL1(L1Cache l1);

    /// <summary>Takes its part of the pipelined read.</summary>
    /// <returns>Whether that answered it.</returns>
    bool Answer(EntryReader entries, SingleFlight flights, in ManyRead many, int index);

    /// <summary>Starts or joins the flight of its key; those that start in a row are pipelined.</summary>
    void Start(SingleFlight flights, BulkFetches bulks, in ManyRead many, long arrivedAt, TimeProvider time);

    /// <summary>Waits for the flight.</summary>
    ValueTask FinishAsync(SingleFlight flights, CancellationToken cancellationToken);
}
