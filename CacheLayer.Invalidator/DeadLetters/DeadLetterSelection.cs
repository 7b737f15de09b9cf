namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Which dead letters are meant.</summary>
/// <param name="Id">One of them; null: all.</param>
/// <param name="Reason">Only those whose reason contains this text, upper or lower case; null: whatever the reason.</param>
internal sealed record DeadLetterSelection(string? Id, string? Reason)
{
    /// <summary>All of them.</summary>
    public static DeadLetterSelection Everything { get; } = new(null, null);

    /// <summary>Makes a selection of what a user gave, who must say whether it is one or all.</summary>
    /// <exception cref="BadSelectionException">That makes no sense; the message says why.</exception>
    public static DeadLetterSelection Of(string? id, bool all, string? reason) => (id, all) switch
    {
        (null, false) => throw new BadSelectionException("Give the id of a dead letter, or say that all are meant."),
        (not null, true) => throw new BadSelectionException("Give the id of a dead letter or say that all are meant, not both."),
        (not null, _) when !IsId(id) => throw new BadSelectionException("The id is not one of a dead letter: two numbers with a dash between them, as the list shows them."),
        _ => new(id, reason),
    };

    /// <summary>Whether a text can be the id of a stream entry.</summary>
    public static bool IsId(string text)
        => text.Split('-') is [var milliseconds, var number] && IsNumber(milliseconds) && IsNumber(number);

    public bool Includes(string reason) => Reason is null || reason.Contains(Reason, StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit) && ulong.TryParse(text, out _);
}
