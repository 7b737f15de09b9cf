using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheLayer.ServiceDefaults.Http;

/// <summary>Refuses a body that says it is over the limit, before anything reads it. Kestrel cuts off those that do not say.</summary>
internal static class RequestBodyLimit
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
        => context.Request.ContentLength is { } length
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } limit
            && length > limit
            ? Results.Problem($"The body has {length} bytes, the limit is {limit}.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context)
            : next(context);
}
