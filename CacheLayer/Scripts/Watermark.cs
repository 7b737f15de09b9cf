namespace CacheLayer.Scripts;

/// <summary>What every process must agree on about watermarks.</summary>
internal static class Watermark
{
    /// <summary>
    /// How long a watermark lives after it was last raised. Not configurable: its age is this less its remaining life, so
    /// one process that thought otherwise would misread it. Longer than any lease lives, and than any sane origin answers
    /// with a version older than the one it announced.
    /// </summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
}
