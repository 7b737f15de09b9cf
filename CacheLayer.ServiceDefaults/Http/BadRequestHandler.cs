using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace CacheLayer.ServiceDefaults.Http;

/// <summary>Answers 400 with the reason when the framework cannot read a request; every other exception is a 500 that says nothing.</summary>
internal sealed class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return ValueTask.FromResult(false);
        }

        httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
        return problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status400BadRequest, Detail = Detail(bad) },
        });
    }

    // The framework's own text names the parameter of the handler.
    private static string Detail(BadHttpRequestException bad) => bad.InnerException is JsonException json
        ? $"The body is not JSON, or not what this request takes, from line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1} on ({json.Path ?? "$"})."
        : bad.Message;
}
