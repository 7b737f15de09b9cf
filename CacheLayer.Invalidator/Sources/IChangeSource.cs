namespace CacheLayer.Invalidator.Sources;

/// <summary>
/// A source of change events. Its promise: a record that was received and not acknowledged comes again, here or at another process
/// (at least once, in any order). One caller at a time; only where it <see cref="GoesOn"/>, records are acknowledged at any time.
/// </summary>
internal interface IChangeSource
{
    /// <summary>What logs call it.</summary>
    string Name { get; }

    /// <summary>Whether others may be received before those in hand are acknowledged; they are not received again then.</summary>
    bool GoesOn { get; }

    /// <summary>Called before anything else, and again after any other method failed.</summary>
    Task OpenAsync(CancellationToken stopping);

    /// <summary>Waits a moment for records; returns none when none came.</summary>
    Task<IReadOnlyList<ChangeRecord>> ReceiveAsync(CancellationToken stopping);

    /// <summary>Keeps what is in hand from being given to others; called often while nothing is received.</summary>
    Task KeepAsync();

    /// <summary>Says that records are done: carried out, or among the dead letters.</summary>
    Task AcknowledgeAsync(IReadOnlyList<ChangeRecord> records);

    /// <summary>The service stops: leaves to others what was not acknowledged.</summary>
    Task CloseAsync();
}
