using System.Net;
using CacheLayer.Orchestrator.Answers;
using MessagePack;
using Polly.Timeout;

namespace CacheLayer.Orchestrator.Origin;

/// <summary>Calls the origin. Every failure is an <see cref="OriginException"/>.</summary>
internal sealed class OriginClient(HttpClient http)
{
    private static readonly MessagePackSerializerOptions Untrusted = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>The value at a path, or null when the origin has none.</summary>
    public async ValueTask<T?> GetAsync<T>(string pathAndQuery, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, pathAndQuery) { Headers = { Accept = { MessagePackFormat.MediaTypeHeader } } };
            using var response = await http.SendAsync(request, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => MessagePackSerializer.Deserialize<T>(await response.Content.ReadAsByteArrayAsync(cancellationToken), Untrusted, cancellationToken),
                HttpStatusCode.NotFound => null,
                HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => throw new OriginException(StatusCodes.Status503ServiceUnavailable, $"The origin is unavailable ({(int)response.StatusCode})."),
                _ => throw Bad($"The origin answered {(int)response.StatusCode}."),
            };
        }
        // A connection that was not made in time comes as a cancellation.
        catch (Exception late) when (late is TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException })
        {
            throw new OriginException(StatusCodes.Status504GatewayTimeout, "The origin did not answer in time.", late);
        }
        catch (HttpRequestException broken)
        {
            throw Bad("The origin could not be reached.", broken);
        }
        catch (MessagePackSerializationException unreadable)
        {
            throw Bad("The origin's answer could not be read.", unreadable);
        }
    }

    private static OriginException Bad(string message, Exception? cause = null) => new(StatusCodes.Status502BadGateway, message, cause);
}
