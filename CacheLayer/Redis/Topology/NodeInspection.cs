using System.Globalization;
using CacheLayer.Redis.Connections;
using StackExchange.Redis;

namespace CacheLayer.Redis.Topology;

/// <summary>Finds out which server a node's address leads to, and whether that can be used.</summary>
internal sealed class NodeInspection(CacheConnectionOptions limits, bool isCluster)
{
    /// <param name="options">How to connect to the node.</param>
    /// <param name="asksForRights">Whether to try what the user may do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Inspection> RunAsync(ConfigurationOptions options, bool asksForRights, CancellationToken cancellationToken)
        => ServerInspection.RunAsync(options, limits, (connection, stop) => AskAsync(connection, options.DefaultDatabase ?? 0, asksForRights, stop), cancellationToken);

    /// <summary>What is said of a server that lacks commands.</summary>
    public static string TooOld(NodeInfo info) => $"runs Redis {info.Version}; the least version is {NodeInfo.LeastVersion}";

    private async Task<Inspection> AskAsync(RespConnection connection, int database, bool asksForRights, CancellationToken cancellationToken)
    {
        var server = await connection.AskAsync(["INFO", "server"], cancellationToken).ConfigureAwait(false);
        var mayAsk = !NeededRights.IsRefused(server);
        if (mayAsk && server.Kind is RespKind.Error)
        {
            return ServerInspection.Refused(server.Text);
        }

        var info = NodeInfo.Parse(mayAsk ? server.Text : "");
        var runId = info.RunId.Length is 0 ? null : info.RunId;
        if (!info.IsSupported)
        {
            return ServerInspection.Unusable(TooOld(info)) with { RunId = runId };
        }

        if (database > 0
            && await connection.AskAsync(["SELECT", database.ToString(CultureInfo.InvariantCulture)], cancellationToken).ConfigureAwait(false) is { Kind: RespKind.Error })
        {
            return ServerInspection.Unusable(string.Create(CultureInfo.InvariantCulture, $"has no database {database}, as defaultDatabase says")) with { RunId = runId };
        }

        var missing = (mayAsk ? "" : "+info ") + (asksForRights ? await NeededRights.MissingAsync(connection, isCluster, cancellationToken).ConfigureAwait(false) : "");
        return missing.Length is 0
            ? new(runId, null, FaultKind.None)
            : new(runId, $"does not allow its user all that is needed: grant {missing.TrimEnd()}", FaultKind.Rights);
    }
}
