using CacheLayer.L1;
using StackExchange.Redis;

namespace CacheLayer.Reading;

/// <summary>What one pipelined read of several keys brought.</summary>
/// <param name="Entries">The entries in the order of the keys, in pooled memory that <see cref="EntryReader"/> gives back when it reads them; null when no node answered, or none was asked.</param>
/// <param name="Latency">Of the round trip.</param>
/// <param name="Fault">Why no node answered, or null when none was asked.</param>
/// <param name="Kept">By which its answers may be kept in memory, or null when they may not.</param>
/// <param name="Faults">In a cluster, for each key why none of its nodes answered, or null.</param>
/// <param name="KeptEach">In a cluster, the same as <paramref name="Kept"/> for each key.</param>
internal readonly record struct ManyRead(
    Lease<byte>?[]? Entries, TimeSpan Latency, Exception? Fault, L1Read? Kept = null, Exception?[]? Faults = null, L1Read[]? KeptEach = null)
{
    /// <summary>Why a key was not answered, or null.</summary>
    public Exception? FaultOf(int index) => Faults?[index] ?? Fault;

    /// <summary>By which the answer for a key may be kept in memory, or null when it may not.</summary>
    public L1Read? KeptOf(int index) => KeptEach?[index] ?? Kept;
}
