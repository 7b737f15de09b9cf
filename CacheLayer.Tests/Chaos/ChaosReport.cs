using CacheLayer.Traffic.Checking;

namespace CacheLayer.Tests.Chaos;

/// <summary>What a run of chaos found.</summary>
internal sealed record ChaosReport
{
    /// <summary>Events that were appended; one whose answer was lost was appended again.</summary>
    public required int Published { get; init; }

    /// <summary>Those that nobody can carry out.</summary>
    public required int Bad { get; init; }

    public required IReadOnlyDictionary<Fault, int> Faults { get; init; }

    /// <summary>What the check of consistency found: reads, and those older than what had been acknowledged before they began, by cause.</summary>
    public required ConsistencyReport Consistency { get; init; }

    /// <summary>Copies on any node that are older than the origin's value, at the end: events that were lost or skipped.</summary>
    public required int StaleCopies { get; init; }

    /// <summary>Events left in the stream's group, unread or not acknowledged, at the end.</summary>
    public required long Left { get; init; }

    /// <summary>Bad events that are not among the dead letters.</summary>
    public required int MissingDeadLetters { get; init; }

    /// <summary>Dead letters that are no bad events.</summary>
    public required int WrongDeadLetters { get; init; }

    /// <summary>Dead letters beyond one for each entry of the stream.</summary>
    public required int RepeatedDeadLetters { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>Whether nothing was lost, skipped, put aside wrongly or read stale.</summary>
    public bool IsClean => Consistency.AllViolations is 0 && StaleCopies is 0 && Left is 0 && MissingDeadLetters is 0 && WrongDeadLetters is 0 && RepeatedDeadLetters is 0;
}
