namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Where records go that could not be carried out. Each is in the log, too, with its reason and without its body.</summary>
internal interface IDeadLetters
{
    /// <summary>Returns when the letter is kept.</summary>
    Task AddAsync(DeadLetter letter);
}
