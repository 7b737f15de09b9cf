using Microsoft.AspNetCore.Diagnostics;

namespace CacheLayer.Orchestrator.Origin;

/// <summary>Answers 502, 503 or 504 with the reason when the origin is needed and gives no answer.</summary>
internal sealed class OriginExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        int? status = exception switch
        {
            OriginException failure => failure.Status,
            OriginOverloadedException => StatusCodes.Status503ServiceUnavailable,
            // Of the library, when a fetch took longer than its keyspace allows.
            TimeoutException => StatusCodes.Status504GatewayTimeout,
            _ => null,
        };
        if (status is null)
        {
            return ValueTask.FromResult(false);
        }

        httpContext.Response.StatusCode = status.Value;
        if (status is StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        return problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Detail = exception.Message },
        });
    }
}
