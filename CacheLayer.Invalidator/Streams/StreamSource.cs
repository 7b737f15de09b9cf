using System.Collections.Concurrent;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;
using CacheLayer.Invalidator.Worker;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Streams;

/// <summary>The stream of changes on the event node, read as one consumer of a group: workers share it, and take over from those that are gone.</summary>
internal sealed class StreamSource(
    ChangeStreamConsumer stream, InvalidatorMetrics metrics, IOptions<InvalidatorOptions> options, TimeProvider clock, ILogger<StreamSource> logger) : IChangeSource
{
    private static readonly EventChannel Channel = new("redis", ChangeStream.Name, ChangeStream.Group);

    private readonly int _batchSize = options.Value.BatchSize;
    private readonly TimeSpan _claimIdle = options.Value.ClaimIdle;
    private readonly ConcurrentDictionary<string, bool> _inHand = new(StringComparer.Ordinal);
    private bool _hadGroup;
    private bool _hasFinishedOwn;
    private string _ownFrom = ChangeStreamConsumer.Start;
    private long? _lastClaim;
    private long _lastKeep = clock.GetTimestamp();
    private string _claimFrom = ChangeStreamConsumer.Start;

    public string Name => "streams";

    public bool GoesOn => true;

    /// <remarks>A lost group or stream shows as a failure; this makes it anew.</remarks>
    public async Task OpenAsync(CancellationToken stopping)
    {
        if (await stream.EnsureGroupAsync() && _hadGroup)
        {
            logger.GroupLost();
        }

        _hadGroup = true;
        LookAtOwn();
        _lastClaim = null;
        _claimFrom = ChangeStreamConsumer.Start;
    }

    public async Task<IReadOnlyList<ChangeRecord>> ReceiveAsync(CancellationToken stopping)
    {
        await KeepAsync();
        var records = await ReceiveAsync();
        var now = clock.GetUtcNow();
        foreach (var record in records)
        {
            _inHand[record.Id] = true;
        }

        return [.. records.Select(record => ToChange(record, now))];
    }

    public async Task KeepAsync()
    {
        if (_inHand.IsEmpty || clock.GetElapsedTime(_lastKeep) < _claimIdle / 3)
        {
            return;
        }

        _lastKeep = clock.GetTimestamp();
        try
        {
            await stream.KeepAsync([.. _inHand.Keys]);
        }
        catch (RedisServerException exception)
        {
            // Another worker, or this one, carries them out a second time, which does no harm.
            logger.NotKept(exception, _inHand.Count);
        }
    }

    public async Task AcknowledgeAsync(IReadOnlyList<ChangeRecord> records)
    {
        try
        {
            await stream.AcknowledgeAsync([.. records.Select(record => record.Id)]);
        }
        finally
        {
            foreach (var record in records)
            {
                _inHand.TryRemove(record.Id, out _);
            }
        }
    }

    public Task CloseAsync() => stream.LeaveAsync();

    private async Task<IReadOnlyList<StreamRecord>> ReceiveAsync()
    {
        while (!_hasFinishedOwn)
        {
            var own = await stream.ReadOwnAsync(_ownFrom, _batchSize);
            if (await OthersAsync(own) is { Count: > 0 } others)
            {
                _ownFrom = own[^1].Id;
                return await stream.WithAttemptsAsync(others, _inHand.Count);
            }

            _hasFinishedOwn = own.Count is 0;
            _ownFrom = _hasFinishedOwn ? ChangeStreamConsumer.Start : own[^1].Id;
        }

        while (_lastClaim is not { } last || clock.GetElapsedTime(last) >= _claimIdle / 2)
        {
            var claimed = await stream.ClaimAsync(_claimFrom, _claimIdle, _batchSize);
            _claimFrom = claimed.Next;
            if (_claimFrom == ChangeStreamConsumer.Start)
            {
                _lastClaim = clock.GetTimestamp();
            }

            Trimmed(claimed.Trimmed);
            if (claimed.HasUnnamed)
            {
                LookAtOwn();
            }

            if (await OthersAsync(claimed.Records) is { Count: > 0 } others)
            {
                logger.TakenOver(others.Count);
                return await stream.WithAttemptsAsync(others, _inHand.Count);
            }
        }

        return await stream.ReadNewAsync(_batchSize);
    }

    /// <summary>Returns the entries that are not in hand. Trimmed entries are acknowledged, because their content is gone.</summary>
    private async Task<IReadOnlyList<StreamRecord>> OthersAsync(IReadOnlyList<StreamRecord> records)
    {
        string[] trimmed = [.. records.Where(record => record.IsTrimmed).Select(record => record.Id)];
        if (trimmed.Length > 0)
        {
            await stream.AcknowledgeAsync(trimmed);
            Trimmed(trimmed.Length);
        }

        return [.. records.Where(record => !record.IsTrimmed && !_inHand.ContainsKey(record.Id))];
    }

    private void Trimmed(int count)
    {
        if (count > 0)
        {
            metrics.Trimmed(count);
            logger.Trimmed(count);
        }
    }

    private void LookAtOwn() => (_hasFinishedOwn, _ownFrom) = (false, ChangeStreamConsumer.Start);

    private static ChangeRecord ToChange(StreamRecord record, DateTimeOffset now) => new(record.Id, record.Body, now)
    {
        Channel = Channel,
        Trace = record.Trace,
        PublishedAt = StreamId.Published(record.Id),
        Attempts = record.Attempts,
    };
}
