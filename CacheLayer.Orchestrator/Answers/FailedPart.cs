using CacheLayer.Orchestrator.Origin;
using MessagePack;

namespace CacheLayer.Orchestrator.Answers;

/// <summary>A part of an answer that could not be had, while others could.</summary>
/// <remarks>Public, as are the answers it is part of, because MessagePack writes public types only.</remarks>
[MessagePackObject]
public sealed record FailedPart
{
    /// <summary>Which part: its name, or in a list of products its ASIN.</summary>
    [Key("part")]
    public required string Part { get; init; }

    /// <summary>The reason.</summary>
    [Key("detail")]
    public required string Detail { get; init; }

    /// <summary>The part if its read failed, with the reason when it is one that is fit to be shown.</summary>
    internal static FailedPart? Of<T>(string part, in CacheRead<T> read)
        => read.Outcome is CacheOutcome.Failed
            ? new() { Part = part, Detail = read.Error is OriginException or OriginOverloadedException or TimeoutException ? read.Error.Message : "It could not be read." }
            : null;
}
