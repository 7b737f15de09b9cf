using System.ComponentModel.DataAnnotations;

namespace CacheLayer.OriginMock.Events;

/// <summary>How changes are announced; bound from <c>Origin:Events</c>.</summary>
internal sealed class EventOptions
{
    public const string SectionName = "Origin:Events";

    /// <summary>
    /// About how many entries the stream keeps. An invalidator that is further behind than this loses events, so it is
    /// minutes of the highest rate of changes: a million entries are about 400 MB.
    /// </summary>
    [Range(1_000, int.MaxValue, ErrorMessage = $"{SectionName}:StreamMaxLength must be at least 1000.")]
    public int StreamMaxLength { get; set; } = 1_000_000;

    /// <summary>How long a write waits for its event to be on the stream before it answers that this is not sure.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = $"{SectionName}:PublishTimeout must be 0.1 seconds to 1 minute.")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a write waits for the invalidator, so that whoever has its answer reads the new value everywhere; then it
    /// answers that the caches are not known to have followed. Zero: it does not wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = $"{SectionName}:InvalidationTimeout must be 0 seconds to 1 minute.")]
    public TimeSpan InvalidationTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
