using MessagePack;
using Microsoft.Net.Http.Headers;

namespace CacheLayer.OriginMock.Http;

/// <summary>Answers a value as JSON, or as MessagePack to those who accept it.</summary>
internal sealed class CatalogueResult<T>(T value) : IResult
{
    private const string MessagePackType = "application/x-msgpack";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.Vary = HeaderNames.Accept;
        if (!httpContext.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(MessagePackType, StringComparison.OrdinalIgnoreCase)))
        {
            await response.WriteAsJsonAsync(value, httpContext.RequestAborted);
            return;
        }

        var bytes = MessagePackSerializer.Serialize(value, cancellationToken: httpContext.RequestAborted);
        response.ContentType = MessagePackType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }
}
