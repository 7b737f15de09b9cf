using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using CacheLayer.Invalidator.Lag;
using CacheLayer.Invalidator.Sources;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Sns;

/// <summary>Verified notifications as a source: those that come at the same time are carried out together, and each is answered when it is done.</summary>
/// <remarks>At least once, because SNS posts again what was not answered in time, or not with 200.</remarks>
internal sealed class SnsSource(IOptions<InvalidatorOptions> options, TimeProvider clock) : IChangeSource, IBacklog
{
    private const int MaxFinished = 100_000;

    // SNS gives an attempt up after 15 seconds, and 5 of them may have gone on the certificate.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(9);

    private readonly Lock _lock = new();
    private readonly Channel<SnsDelivery> _new = Channel.CreateUnbounded<SnsDelivery>(new() { SingleReader = true });
    private readonly Queue<SnsDelivery> _again = new();
    private readonly Dictionary<string, SnsDelivery> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private readonly Queue<string> _finishedInOrder = new();
    private readonly List<SnsDelivery> _inHand = [];

    public string Name => "sns";

    public bool GoesOn => true;

    /// <summary>How many notifications may wait: beyond this, answering 503 at once is better than letting SNS wait in vain.</summary>
    internal int MaxOpen { get; init; } = 10_000;

    /// <summary>Hands a verified notification to the worker, and returns when it is done; at once when it was done before.</summary>
    /// <exception cref="SnsRefusedException">It was not done in time.</exception>
    public async Task DeliverAsync(SnsMessage message, DateTimeOffset publishedAt, CancellationToken cancellationToken)
    {
        if (Open(message, publishedAt) is not { } delivery)
        {
            return;
        }

        try
        {
            if (await delivery.End.WaitAsync(LongestWait, clock, cancellationToken))
            {
                return;
            }
        }
        catch (TimeoutException)
        {
            // It is still carried out as soon as it can be, and then an attempt that comes later is answered at once.
        }

        throw SnsRefusedException.NotNow("The invalidation is not confirmed yet.");
    }

    public Task OpenAsync(CancellationToken stopping)
    {
        lock (_lock)
        {
            foreach (var delivery in _inHand)
            {
                delivery.Record = delivery.Record with { Attempts = delivery.Record.Attempts + 1 };
                _again.Enqueue(delivery);
            }

            _inHand.Clear();
        }

        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<ChangeRecord>> ReceiveAsync(CancellationToken stopping)
    {
        if (_again.Count is 0)
        {
            await _new.Reader.WaitToReadAsync(stopping);
        }

        var taken = new List<SnsDelivery>();
        while (taken.Count < options.Value.BatchSize && (_again.TryDequeue(out var delivery) || _new.Reader.TryRead(out delivery)))
        {
            taken.Add(delivery);
        }

        lock (_lock)
        {
            _inHand.AddRange(taken);
        }

        return [.. taken.Select(delivery => delivery.Record)];
    }

    /// <remarks>Nobody else has it.</remarks>
    public Task KeepAsync() => Task.CompletedTask;

    public Task AcknowledgeAsync(IReadOnlyList<ChangeRecord> records)
    {
        var done = records.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (var id in done)
            {
                if (_open.Remove(id, out var delivery))
                {
                    Remember(id);
                    delivery.Finish(isDone: true);
                }
            }

            _inHand.RemoveAll(delivery => done.Contains(delivery.Record.Id));
        }

        return Task.CompletedTask;
    }

    public Task CloseAsync()
    {
        lock (_lock)
        {
            foreach (var delivery in _open.Values)
            {
                delivery.Finish(isDone: false);
            }

            _open.Clear();
        }

        return Task.CompletedTask;
    }

    /// <summary>What waits here; what SNS has still to post, or to post again, is not known.</summary>
    public Task<Backlog> MeasureAsync(CancellationToken stopping)
    {
        lock (_lock)
        {
            var age = _open.Values.Min(delivery => delivery.Record.PublishedAt) is { } oldest ? clock.GetUtcNow() - oldest : TimeSpan.Zero;
            return Task.FromResult(new Backlog(_open.Count, age > TimeSpan.Zero ? age : TimeSpan.Zero));
        }
    }

    /// <returns>The delivery to wait for, or null when it was done before.</returns>
    private SnsDelivery? Open(SnsMessage message, DateTimeOffset publishedAt)
    {
        lock (_lock)
        {
            if (_finished.Contains(message.MessageId))
            {
                return null;
            }

            if (_open.TryGetValue(message.MessageId, out var open))
            {
                return open;
            }

            if (_open.Count >= MaxOpen)
            {
                throw SnsRefusedException.NotNow("Too many notifications wait for the cache.");
            }

            // The message alone: only what was signed may say what to invalidate.
            var record = new ChangeRecord(message.MessageId, Encoding.UTF8.GetBytes(message.Message), clock.GetUtcNow())
            {
                Channel = new("aws.sns", message.TopicArn[(message.TopicArn.LastIndexOf(':') + 1)..]),
                Trace = message.Trace != default ? message.Trace : Activity.Current?.Context ?? default,
                PublishedAt = publishedAt,
            };
            var delivery = new SnsDelivery(record);
            _open.Add(message.MessageId, delivery);
            _new.Writer.TryWrite(delivery);
            return delivery;
        }
    }

    private void Remember(string messageId)
    {
        if (_finished.Add(messageId))
        {
            _finishedInOrder.Enqueue(messageId);
            if (_finishedInOrder.Count > MaxFinished)
            {
                _finished.Remove(_finishedInOrder.Dequeue());
            }
        }
    }
}
