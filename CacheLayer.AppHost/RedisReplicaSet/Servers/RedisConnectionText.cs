namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes the parts of connection strings.</summary>
internal static class RedisConnectionText
{
    public static void AppendEndpoints(ReferenceExpressionBuilder text, IReadOnlyList<RedisServer> servers, string separator)
    {
        for (var i = 0; i < servers.Count; i++)
        {
            text.AppendLiteral(i is 0 ? "" : separator);
            // Redis listens on IPv4 only: "localhost" would try IPv6 first.
            text.Append($"{servers[i].Endpoint.Property(EndpointProperty.IPV4Host)}:{servers[i].Endpoint.Property(EndpointProperty.Port)}");
        }
    }

    public static void AppendList(ReferenceExpressionBuilder text, string key, IEnumerable<string> values)
    {
        if (string.Join('|', values) is { Length: > 0 } list)
        {
            text.AppendLiteral($",{key}={list}");
        }
    }
}
