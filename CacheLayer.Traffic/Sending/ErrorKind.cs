using System.Globalization;
using System.Net;

namespace CacheLayer.Traffic.Sending;

/// <summary>The names that failed requests are counted under.</summary>
internal static class ErrorKind
{
    /// <summary>Too many requests were under way already.</summary>
    public const string NotSent = "not_sent";

    public static string Of(HttpStatusCode status) => string.Create(CultureInfo.InvariantCulture, $"status_{(int)status}");

    public static string Of(Exception exception) => exception switch
    {
        OperationCanceledException => "timeout",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => "no_connection",
        HttpRequestException or IOException => "broken_connection",
        _ => exception.GetType().Name,
    };
}
