namespace CacheLayer.Tests.Cost.Counting;

/// <summary>What a server has counted, by its own INFO.</summary>
/// <param name="Commands">Calls by command; those that a script makes are among them.</param>
/// <param name="BytesIn">Bytes that it received.</param>
/// <param name="BytesOut">Bytes that it sent.</param>
/// <param name="Arrivals">How often it took something from a connection: one round trip each, when one caller waits for every answer.</param>
internal sealed record ServerCounts(IReadOnlyDictionary<string, long> Commands, long BytesIn, long BytesOut, long Arrivals)
{
    private const string CommandPrefix = "cmdstat_";
    private const string CallsPrefix = "calls=";

    public static ServerCounts Parse(string info)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split("\r\n"))
        {
            if (line.IndexOf(':') is > 0 and var colon)
            {
                fields[line[..colon]] = line[(colon + 1)..];
            }
        }

        return new(
            fields.Where(field => field.Key.StartsWith(CommandPrefix, StringComparison.Ordinal)).ToDictionary(
                field => field.Key[CommandPrefix.Length..],
                field => long.Parse(field.Value.Split(',')[0][CallsPrefix.Length..])),
            long.Parse(fields["total_net_input_bytes"]),
            long.Parse(fields["total_net_output_bytes"]),
            long.Parse(fields["total_reads_processed"]));
    }

    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public ServerCounts Since(ServerCounts earlier) => new(
        Commands.ToDictionary(command => command.Key, command => command.Value - earlier.Commands.GetValueOrDefault(command.Key)),
        BytesIn - earlier.BytesIn,
        BytesOut - earlier.BytesOut,
        Arrivals - earlier.Arrivals);
}
