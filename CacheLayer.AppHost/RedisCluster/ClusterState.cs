using System.Globalization;

namespace Aspire.Hosting;

/// <summary>What a node says about its cluster: <c>CLUSTER INFO</c>.</summary>
/// <param name="IsOk">Whether it can serve.</param>
/// <param name="ServedSlots">Slots of which it knows a node that serves them.</param>
internal sealed record ClusterState(bool IsOk, int ServedSlots)
{
    public const int Slots = 16384;

    public static ClusterState Parse(string info)
    {
        var fields = info.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split(':', 2))
            .Where(field => field.Length is 2)
            .ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
        return new(
            fields.GetValueOrDefault("cluster_state") is "ok",
            int.TryParse(fields.GetValueOrDefault("cluster_slots_ok"), CultureInfo.InvariantCulture, out var slots) ? slots : 0);
    }
}
