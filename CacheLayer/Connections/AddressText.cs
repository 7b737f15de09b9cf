using System.Net;
using StackExchange.Redis;

namespace CacheLayer.Connections;

/// <summary>Writes addresses in one way, so that they can be compared as text.</summary>
internal static class AddressText
{
    public static string Of(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint { Host: "localhost" } dns => $"127.0.0.1:{dns.Port}",
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => EndPointCollection.ToString(endPoint),
    };

    public static string Of(string address)
        => EndPointCollection.TryParse(address) is { } endPoint ? Of(endPoint) : throw new FormatException($"'{address}' is not host:port");
}
