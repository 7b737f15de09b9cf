using System.ComponentModel.DataAnnotations;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sources;

namespace CacheLayer.Invalidator;

/// <summary>How change events are taken and carried out; bound from <c>Invalidator</c>.</summary>
internal sealed class InvalidatorOptions
{
    public const string SectionName = "Invalidator";

    /// <summary>Where change events are taken from.</summary>
    public ChangeSources Source { get; set; } = ChangeSources.Streams;

    /// <summary>Types of events besides the catalogue's, and what each invalidates.</summary>
    public Dictionary<string, EventMappingOptions> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>How many records are read, invalidated and acknowledged together; of SQS at most 10.</summary>
    [Range(1, 1_000, ErrorMessage = $"{SectionName}:BatchSize must be 1 to 1000.")]
    public int BatchSize { get; set; } = 256;

    /// <summary>The longest body that is looked into, and how much of a longer one a dead letter keeps.</summary>
    [Range(1_024, 1_048_576, ErrorMessage = $"{SectionName}:MaxBodyBytes must be 1024 to 1048576.")]
    public int MaxBodyBytes { get; set; } = 65_536;

    /// <summary>
    /// After how long an entry that a worker read and did not acknowledge is taken over by another. What a killed worker had
    /// in hand stays stale for so long; too short, and slow batches are done twice, which does no harm.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = $"{SectionName}:ClaimIdle must be 0.1 seconds to 1 hour.")]
    public TimeSpan ClaimIdle { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a record is tried whose invalidation fails though the cache is there, with growing pauses, before it goes to the dead letters.</summary>
    [Range(1, 20, ErrorMessage = $"{SectionName}:MaxAttempts must be 1 to 20.")]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>About how many dead letters are kept; the oldest go first.</summary>
    [Range(100, 1_000_000, ErrorMessage = $"{SectionName}:DeadLetterMaxLength must be 100 to 1000000.")]
    public int DeadLetterMaxLength { get; set; } = 10_000;

    /// <summary>How much of the past is carried out again when another cache node becomes the primary.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = $"{SectionName}:ReplayWindow must be 1 second to 1 hour.")]
    public TimeSpan ReplayWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The most keys that are remembered for <see cref="ReplayWindow"/>, at about 150 bytes each; with more, the window that is carried out
    /// again from memory is shorter. The stream's past is read from the stream and has no such limit.
    /// </summary>
    [Range(1_000, 10_000_000, ErrorMessage = $"{SectionName}:ReplayMaxKeys must be 1000 to 10000000.")]
    public int ReplayMaxKeys { get; set; } = 1_000_000;
}
