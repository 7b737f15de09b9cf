using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Sending;

/// <summary>Sends requests without waiting for their answers.</summary>
internal interface ISender
{
    /// <summary>Starts a request; its latency counts from <paramref name="intended"/>, a <see cref="System.Diagnostics.Stopwatch"/> timestamp.</summary>
    void Send(PlannedRequest request, long intended);
}
