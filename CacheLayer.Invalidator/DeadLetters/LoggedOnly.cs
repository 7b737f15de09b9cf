namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>For functions without an event node: the log, and the count that is returned, are all that is left of a bad record.</summary>
internal sealed class LoggedOnly : IDeadLetters
{
    public bool Keeps => false;

    public Task AddAsync(DeadLetter letter) => Task.CompletedTask;
}
