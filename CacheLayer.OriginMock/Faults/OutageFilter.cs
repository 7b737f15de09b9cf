using CacheLayer.OriginMock.Http;

namespace CacheLayer.OriginMock.Faults;

/// <summary>Refuses everything while the origin is told to be out of order.</summary>
internal sealed class OutageFilter(FaultState faults) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        => faults.Current.Outage
            ? ValueTask.FromResult<object?>(Answer.Unavailable("The origin is out of order, because PUT /faults told it to be."))
            : next(context);
}
