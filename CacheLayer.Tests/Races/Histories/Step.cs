namespace CacheLayer.Tests.Races.Histories;

/// <summary>One step of a history.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Actor">The reader of a read, fetch or fill; the Redis key of an expiry.</param>
/// <param name="Overlaps">Whether the next step does not wait for this one to end.</param>
internal readonly record struct Step(StepKind Kind, int Actor = 0, bool Overlaps = false)
{
    public override string ToString()
    {
        var actor = Kind is StepKind.Read or StepKind.Fetch or StepKind.Fill or StepKind.Expire ? $" {Actor}" : "";
        return $"{Kind.ToString().ToLowerInvariant()}{actor}{(Overlaps ? " &" : "")}";
    }
}
