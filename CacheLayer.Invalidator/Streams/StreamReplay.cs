using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Worker;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Streams;

/// <summary>The stream's own past: also what workers carried out that are gone since.</summary>
internal sealed class StreamReplay(ChangeStreamConsumer stream, BatchProcessor processor, IOptions<InvalidatorOptions> options, TimeProvider clock) : IReplaySource
{
    public async Task<int> RepeatAsync(CancellationToken stopping)
    {
        var count = 0;
        var from = await stream.IdOfAsync(options.Value.ReplayWindow);
        while (await stream.ReadPastAsync(from, options.Value.BatchSize) is { Count: > 0 } records)
        {
            var now = clock.GetUtcNow();
            count += await processor.RepeatAsync([.. records.Select(record => new ChangeRecord(record.Id, record.Body, now))], stopping);
            from = $"({records[^1].Id}";
        }

        return count;
    }
}
