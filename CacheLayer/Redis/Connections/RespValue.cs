namespace CacheLayer.Redis.Connections;

/// <summary>One value of RESP3.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text of a single value.</param>
/// <param name="Items">The parts of several values; of a map, keys and values in turn.</param>
internal readonly record struct RespValue(RespKind Kind, string Text, RespValue[] Items)
{
    public static readonly RespValue Null = new(RespKind.Null, "", []);
}
