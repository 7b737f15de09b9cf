using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>Reads addresses, and writes each in one way only, so that they can be compared as text.</summary>
internal static class AddressText
{
    private const string Localhost = "localhost";

    /// <summary>The one way to write an address.</summary>
    public static string Of(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => Of(dns.Host, dns.Port),
        IPEndPoint ip => Of(ip.Address, ip.Port),
        _ => EndPointCollection.ToString(endPoint),
    };

    /// <summary>The one way to write the address of a host, which a node may name in another one: with or without brackets, in capitals, with a dot at the end.</summary>
    public static string Of(string host, int port)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return Of(address, port);
        }

        var name = host.TrimEnd('.').ToLowerInvariant();
        return name is Localhost ? Of(IPAddress.Loopback, port) : string.Create(CultureInfo.InvariantCulture, $"{name}:{port}");
    }

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[IPv6]</c>, <c>[IPv6]:port</c> or <c>!/path</c> of a socket.</summary>
    /// <param name="text">The address.</param>
    /// <param name="defaultPort">The port where none is given.</param>
    /// <returns>Null for what is no address.</returns>
    public static EndPoint? Parse(string text, int defaultPort)
    {
        if (text.StartsWith('!'))
        {
            return EndPointCollection.TryParse(text);
        }

        var (host, port) = (text, "");
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || (end + 1 < text.Length && text[end + 1] is not ':') || !IPAddress.TryParse(text[..(end + 1)], out var v6))
            {
                return null;
            }

            return TryPort(text[(end + 1)..], defaultPort, out var v6Port) ? new IPEndPoint(Plain(v6), v6Port) : null;
        }

        if (text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon)
        {
            // With a second colon it is IPv6 without brackets, in which the port cannot be found, or something else.
            (host, port) = (text[..colon], text[colon..]);
        }

        return !TryPort(port, defaultPort, out var number) ? null
            : IsQuad(host) ? IPAddress.TryParse(host, out var v4) ? new IPEndPoint(v4, number) : null
            : IsName(host) ? new DnsEndPoint(host, number)
            : null;
    }

    private static string Of(IPAddress address, int port)
        => new IPEndPoint(Plain(address), port).ToString();

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool TryPort(string text, int defaultPort, out int port)
    {
        port = defaultPort;
        return text.Length is 0
            || (int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort);
    }

    // The framework takes "99" and "127.1" for addresses, too.
    private static bool IsQuad(string host) => host.All(static c => char.IsAsciiDigit(c) || c is '.') && host.Count(static c => c is '.') is 3;

    private static bool IsName(string host)
        => host.Length > 0
            && host.All(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_')
            && !host.All(static c => char.IsAsciiDigit(c) || c is '.');
}
