using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Worker;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Streams;

/// <summary>The stream of changes on the event node, read as one consumer of a group: workers share it, and take over from those that are gone.</summary>
internal sealed class StreamSource(ChangeStreamConsumer stream, IOptions<InvalidatorOptions> options, TimeProvider clock, ILogger<StreamSource> logger) : IChangeSource
{
    private static readonly EventChannel Channel = new("redis", ChangeStream.Name, ChangeStream.Group);

    private readonly int _batchSize = options.Value.BatchSize;
    private readonly TimeSpan _claimIdle = options.Value.ClaimIdle;
    private bool _hadGroup;
    private bool _hasFinishedOwn;
    private long? _lastClaim;
    private string _claimFrom = ChangeStreamConsumer.Start;

    public string Name => "streams";

    /// <remarks>A lost group or stream shows as a failure; this makes it anew.</remarks>
    public async Task OpenAsync(CancellationToken stopping)
    {
        if (await stream.EnsureGroupAsync() && _hadGroup)
        {
            logger.GroupLost();
        }

        _hadGroup = true;
        _hasFinishedOwn = false;
        _lastClaim = null;
        _claimFrom = ChangeStreamConsumer.Start;
    }

    public async Task<IReadOnlyList<ChangeRecord>> ReceiveAsync(CancellationToken stopping)
    {
        var records = await ReceiveAsync();
        var now = clock.GetUtcNow();
        return [.. records.Select(record => ToChange(record, now))];
    }

    public Task AcknowledgeAsync(IReadOnlyList<ChangeRecord> records) => stream.AcknowledgeAsync([.. records.Select(record => record.Id)]);

    public Task CloseAsync() => stream.LeaveAsync();

    private async Task<IReadOnlyList<StreamRecord>> ReceiveAsync()
    {
        if (!_hasFinishedOwn)
        {
            if (await stream.ReadOwnAsync(_batchSize) is { Count: > 0 } own)
            {
                return await stream.WithAttemptsAsync(own);
            }

            _hasFinishedOwn = true;
        }

        while (_lastClaim is not { } last || clock.GetElapsedTime(last) >= _claimIdle / 2)
        {
            (var claimed, _claimFrom) = await stream.ClaimAsync(_claimFrom, _claimIdle, _batchSize);
            if (_claimFrom == ChangeStreamConsumer.Start)
            {
                _lastClaim = clock.GetTimestamp();
            }

            if (claimed.Count > 0)
            {
                logger.TakenOver(claimed.Count);
                return await stream.WithAttemptsAsync(claimed);
            }
        }

        return await stream.ReadNewAsync(_batchSize);
    }

    private static ChangeRecord ToChange(StreamRecord record, DateTimeOffset now) => new(record.Id, record.Body, now)
    {
        Channel = Channel,
        Trace = record.Trace,
        PublishedAt = StreamId.Published(record.Id),
        Attempts = record.Attempts,
    };
}
