namespace CacheLayer.Traffic.Checking;

/// <summary>Where an orchestrator had a product from.</summary>
internal enum AnswerSource
{
    Unknown,

    /// <summary>A node of the cache.</summary>
    Cache,

    /// <summary>Its own memory.</summary>
    L1,

    /// <summary>The origin.</summary>
    Origin,
}
