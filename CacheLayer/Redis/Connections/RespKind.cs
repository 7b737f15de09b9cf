namespace CacheLayer.Redis.Connections;

/// <summary>What a node can say in RESP3, as far as the tracking connection needs to tell it apart.</summary>
internal enum RespKind
{
    /// <summary>A text, a number, or any other single value.</summary>
    Text,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A refusal.</summary>
    Error,

    /// <summary>Several values: an array, a set or a map.</summary>
    Many,

    /// <summary>An out-of-band push message.</summary>
    Push,
}
