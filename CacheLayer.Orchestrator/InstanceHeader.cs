using Microsoft.AspNetCore.Diagnostics;

namespace CacheLayer.Orchestrator;

/// <summary>Puts the header <c>X-Instance</c> on every answer.</summary>
internal sealed class InstanceHeader : IExceptionHandler
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Stamp(context);
        return next(context);
    }

    /// <summary>By now the headers of the answer that failed are gone.</summary>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        Stamp(httpContext);
        return ValueTask.FromResult(false);
    }

    private static void Stamp(HttpContext context) => context.Response.Headers["X-Instance"] = Instance.Name;
}
