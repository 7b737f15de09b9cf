namespace CacheLayer.Invalidator.Sources;

/// <summary>
/// A source of change events. Its promise: a record that was received and not acknowledged comes again, here or at another process
/// (at least once, in any order). One caller at a time.
/// </summary>
internal interface IChangeSource
{
    /// <summary>What logs call it.</summary>
    string Name { get; }

    /// <summary>Called before anything else, and again after any other method failed.</summary>
    Task OpenAsync(CancellationToken stopping);

    /// <summary>Waits a moment for records; returns none when none came.</summary>
    Task<IReadOnlyList<ChangeRecord>> ReceiveAsync(CancellationToken stopping);

    /// <summary>Says that records are done: carried out, or among the dead letters.</summary>
    Task AcknowledgeAsync(IReadOnlyList<ChangeRecord> records);

    /// <summary>The service stops: leaves to others what was not acknowledged.</summary>
    Task CloseAsync();
}
