using Microsoft.AspNetCore.Diagnostics;

namespace CacheLayer.Orchestrator.Origin;

/// <summary>Answers 502, 503 or 504 with the reason when the origin is needed and gives no answer.</summary>
internal sealed class OriginExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not OriginException failure)
        {
            return ValueTask.FromResult(false);
        }

        httpContext.Response.StatusCode = failure.Status;
        if (failure.Status is StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        return problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = failure.Status, Detail = failure.Message },
        });
    }
}
