using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Faults;

/// <summary>Makes reads slow, and a share of them fail.</summary>
internal sealed class SlowReadFilter(FaultState faults, TimeProvider clock) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // Read first, wait then: the answer is as old as it can be when it arrives, which is the hard case for a cache.
        var answer = await next(context);
        var current = faults.Current;
        var delay = TimeSpan.FromMilliseconds(current.LatencyMs + (Random.Shared.NextDouble() * current.JitterMs));
        await Task.Delay(delay, clock, context.HttpContext.RequestAborted);
        return Random.Shared.NextDouble() < current.ErrorRate
            ? Answer.Unavailable("This read failed, because PUT /faults told a share of them to.")
            : answer;
    }
}
