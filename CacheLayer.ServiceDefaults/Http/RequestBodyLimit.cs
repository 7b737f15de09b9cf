using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheLayer.ServiceDefaults.Http;

/// <summary>A body over the limit is a bad request (400) with a reason, however it comes.</summary>
internal static class RequestBodyLimit
{
    /// <summary>Refuses a body that says it is over the limit, before anything reads it.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
        => context.Request.ContentLength is { } length && length > Limit(context)
            ? Results.Problem(Reason(context), statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context)
            : next(context);

    /// <summary>Kestrel cuts off a body that does not say how long it is; minimal APIs then answer 413 without a word.</summary>
    public static void Explain(ProblemDetailsContext problem)
    {
        if (problem.ProblemDetails.Status is StatusCodes.Status413PayloadTooLarge)
        {
            problem.HttpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            problem.ProblemDetails.Status = StatusCodes.Status400BadRequest;
            problem.ProblemDetails.Title = "Bad Request";
            problem.ProblemDetails.Type = "https://tools.ietf.org/html/rfc9110#section-15.5.1";
            problem.ProblemDetails.Detail = Reason(problem.HttpContext);
        }
    }

    private static string Reason(HttpContext context) => $"The body is over the limit of {Limit(context)} bytes.";

    private static long? Limit(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
}
