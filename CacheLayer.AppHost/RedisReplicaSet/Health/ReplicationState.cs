using System.Globalization;

namespace Aspire.Hosting;

/// <summary>What a node says about itself and its replicas: <c>INFO replication</c>.</summary>
/// <param name="IsPrimary">Whether it calls itself primary.</param>
/// <param name="Primary">The address of the primary that a replica follows.</param>
/// <param name="IsLinked">Whether a replica's link to its primary is up.</param>
/// <param name="Replicas">The connected replicas of a primary.</param>
internal sealed record ReplicationState(bool IsPrimary, string? Primary, bool IsLinked, IReadOnlyList<ReplicaLag> Replicas)
{
    public static ReplicationState Parse(string info)
    {
        // role:master
        // slave0:ip=127.0.0.1,port=37119,state=online,offset=2318,lag=1
        // master_repl_offset:2332
        // or
        // role:slave
        // master_host:127.0.0.1
        // master_port:50045
        // master_link_status:up
        var fields = Fields(info, "\r\n", ':');
        var offset = Number(fields.GetValueOrDefault("master_repl_offset"));
        var replicas = fields
            .Where(field => field.Key.StartsWith("slave", StringComparison.Ordinal) && field.Value.StartsWith("ip=", StringComparison.Ordinal))
            .Select(field => Fields(field.Value, ",", '='))
            .Where(replica => replica.GetValueOrDefault("state") is "online")
            .Select(replica => new ReplicaLag($"{replica["ip"]}:{replica["port"]}", Number(replica.GetValueOrDefault("lag")), Math.Max(0, offset - Number(replica.GetValueOrDefault("offset")))));
        return new ReplicationState(
            fields.GetValueOrDefault("role") is "master",
            fields.TryGetValue("master_host", out var host) ? $"{host}:{fields.GetValueOrDefault("master_port")}" : null,
            fields.GetValueOrDefault("master_link_status") is "up",
            [.. replicas]);
    }

    private static Dictionary<string, string> Fields(string text, string separator, char assignment)
        => text.Split(separator, StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split(assignment, 2))
            .Where(field => field.Length is 2)
            .ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);

    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
