namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes the connection string of a replica set.</summary>
internal static class ReplicaSetConnectionString
{
    public static ReferenceExpression Build(RedisReplicaSetResource set)
    {
        var text = new ReferenceExpressionBuilder();
        AppendEndpoints(text, set.Nodes, ",");
        text.Append($",password={set.PasswordParameter}");
        if (set.Sentinels.Count > 0)
        {
            text.AppendLiteral($",serviceName={set.Name},sentinels=");
            AppendEndpoints(text, set.Sentinels, "|");
        }

        AppendList(text, "zones", set.Zones);
        if (set.Runtime is RedisRuntime.Container)
        {
            AppendList(text, "announced", set.Nodes.Select(node => node.Announced));
        }

        return text.Build();
    }

    private static void AppendEndpoints(ReferenceExpressionBuilder text, IReadOnlyList<RedisServer> servers, string separator)
    {
        for (var i = 0; i < servers.Count; i++)
        {
            text.AppendLiteral(i is 0 ? "" : separator);
            // Redis listens on IPv4 only: "localhost" would try IPv6 first.
            text.Append($"{servers[i].Endpoint.Property(EndpointProperty.IPV4Host)}:{servers[i].Endpoint.Property(EndpointProperty.Port)}");
        }
    }

    private static void AppendList(ReferenceExpressionBuilder text, string key, IEnumerable<string> values)
    {
        if (string.Join('|', values) is { Length: > 0 } list)
        {
            text.AppendLiteral($",{key}={list}");
        }
    }
}
