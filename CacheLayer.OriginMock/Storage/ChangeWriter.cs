using System.Collections.Concurrent;
using System.Diagnostics;
using CacheLayer.OriginMock.Events;

namespace CacheLayer.OriginMock.Storage;

/// <summary>Makes changes one after the other; those that come while others are being written share a transaction, and so a wait for the disk.</summary>
internal sealed class ChangeWriter : IDisposable
{
    private const int MostInOneTransaction = 512;

    private readonly ChangeDatabase _database;
    private readonly ChangeOutbox _outbox;
    private readonly ILogger _logger;

    // Null: an event was published, and there may be no change to say so along with.
    private readonly BlockingCollection<PlannedChange?> _waiting = [];

    // A thread of its own, because it waits for the disk.
    private readonly Thread _thread;
    private long _publishedThrough;
    private long _removedThrough;

    public ChangeWriter(ChangeDatabase database, ChangeOutbox outbox, ILogger<ChangeWriter> logger)
    {
        (_database, _outbox, _logger) = (database, outbox, logger);
        _thread = new(Run) { IsBackground = true, Name = "Change writer" };
        _thread.Start();
    }

    /// <summary>Makes a change, and returns when it and its event are stored.</summary>
    /// <returns>The event; null when there was nothing to change.</returns>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public Task<PendingEvent?> WriteAsync(PlannedChange change)
    {
        _waiting.Add(change);
        return change.Stored;
    }

    /// <summary>Lets the store forget events that are on the stream: all up to a sequence. One thread at a time.</summary>
    public void SetPublished(long throughSequence)
    {
        Volatile.Write(ref _publishedThrough, throughSequence);
        _waiting.Add(null);
    }

    /// <summary>Finishes what was asked for.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Run()
    {
        var batch = new List<PlannedChange>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            for (var next = first; ;)
            {
                if (next is not null)
                {
                    batch.Add(next);
                }

                if (batch.Count >= MostInOneTransaction || !_waiting.TryTake(out next))
                {
                    break;
                }
            }

            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<PlannedChange> batch)
    {
        var published = Volatile.Read(ref _publishedThrough);
        if (batch.Count is 0 && published == _removedThrough)
        {
            return;
        }

        var sending = new Activity?[batch.Count];
        try
        {
            var made = batch.ConvertAll(change => change.Make());
            var changes = new List<(ChangedValue Value, byte[] Body)>(batch.Count);
            for (var i = 0; i < made.Count; i++)
            {
                if (made[i] is { } value)
                {
                    sending[i] = SendActivity.Start(batch[i].Request);
                    changes.Add((value, SnsEnvelope.Wrap(value.Event, sending[i])));
                }
            }

            var sequences = _database.Write(changes, published);
            _removedThrough = published;
            var stored = 0;
            for (var i = 0; i < made.Count; i++)
            {
                batch[i].SetStored(made[i] is { } value ? Announce(batch[i], new(sequences[stored], value.Event.Version, changes[stored++].Body, sending[i])) : null);
            }
        }
        catch (Exception exception)
        {
            _logger.NotStored(exception, batch.Count);
            foreach (var activity in sending)
            {
                activity?.SetStatus(ActivityStatusCode.Error);
                activity?.Dispose();
            }

            foreach (var change in batch)
            {
                change.Drop();
                change.SetFailed(new(exception));
            }
        }
    }

    // The change comes before its event: caches that were told first could read the old value again.
    private PendingEvent Announce(PlannedChange change, PendingEvent made)
    {
        change.Show();
        _outbox.Add(made);
        return made;
    }
}
