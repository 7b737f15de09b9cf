namespace CacheLayer.OriginMock.Calls;

internal sealed class CallCounterFilter(CallCounter counter) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        counter.Count(context.HttpContext.GetEndpoint()!.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName);
        return next(context);
    }
}
