namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Where records go that could not be carried out. Each is in the log, too, with its reason and without its body.</summary>
internal interface IDeadLetters
{
    /// <summary>Whether letters are kept; else a source that can is to keep the record itself.</summary>
    bool Keeps { get; }

    /// <summary>Returns when the letter is kept; one from the same record that is kept already is left as it is.</summary>
    Task AddAsync(DeadLetter letter);
}
