using System.CommandLine;
using CacheLayer.Invalidator.DeadLetters;

namespace CacheLayer.Invalidator.Commands;

/// <summary>How a user says which dead letters are meant.</summary>
internal sealed class SelectionOptions
{
    private readonly Argument<string?> _id = new("id") { Description = "The id of a dead letter, as the list shows it.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _all = new("--all") { Description = "All dead letters." };
    private readonly Option<string?> _reason = NewReason();

    /// <summary>The text that a reason must contain.</summary>
    public static Option<string?> NewReason() => new("--reason") { Description = "Only those whose reason contains this text." };

    public void AddTo(Command command)
    {
        command.Add(_id);
        command.Add(_all);
        command.Add(_reason);
    }

    /// <exception cref="BadSelectionException">That makes no sense.</exception>
    public DeadLetterSelection Read(ParseResult parsed) => DeadLetterSelection.Of(parsed.GetValue(_id), parsed.GetValue(_all), parsed.GetValue(_reason));
}
