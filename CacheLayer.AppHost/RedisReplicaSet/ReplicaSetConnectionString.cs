namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes the connection string of a replica set.</summary>
internal static class ReplicaSetConnectionString
{
    public static ReferenceExpression Build(RedisReplicaSetResource set)
    {
        var text = new ReferenceExpressionBuilder();
        RedisConnectionText.AppendEndpoints(text, set.Nodes, ",");
        text.Append($",password={set.PasswordParameter}");
        if (set.Sentinels.Count > 0)
        {
            text.AppendLiteral($",serviceName={set.Name},sentinels=");
            RedisConnectionText.AppendEndpoints(text, set.Sentinels, "|");
        }

        RedisConnectionText.AppendList(text, "zones", set.Zones);
        if (set.Runtime is RedisRuntime.Container)
        {
            RedisConnectionText.AppendList(text, "announced", set.Nodes.Select(node => node.Announced));
        }

        return text.Build();
    }
}
