using System.Globalization;
using System.Net;
using CacheLayer.Redis.Connections;

namespace CacheLayer.Redis.Cluster;

/// <summary>One node as another one, or it itself, sees it: a line of <c>CLUSTER NODES</c>.</summary>
/// <param name="Id">Its id, which never changes.</param>
/// <param name="Address">Where it is.</param>
/// <param name="HostAddress">Where it is by its host name, or null when it announces none.</param>
/// <param name="PrimaryId">The id of the primary that a replica follows; null for a primary.</param>
/// <param name="Epoch">The age of its claim to its slots: of two claims the higher one holds.</param>
/// <param name="IsMyself">Whether the node speaks of itself.</param>
/// <param name="Slots">The slots it says it has.</param>
/// <param name="Leaving">Those of them that are on their way to another node; only a node itself tells.</param>
internal sealed record ClusterMember(
    string Id, string Address, string? HostAddress, string? PrimaryId, long Epoch, bool IsMyself, SlotRange[] Slots, LeavingSlot[] Leaving)
{
    private const int FirstSlot = 8;

    /// <summary>Reads a line; null for one without an address that clients could use.</summary>
    /// <param name="line">The line.</param>
    /// <param name="asked">The address that the node was asked at, for one that does not know its own.</param>
    public static ClusterMember? Parse(string line, string asked)
    {
        var fields = line.Split(' ');
        if (fields.Length < FirstSlot || fields[2].Split(',') is not { } flags || flags.Contains("noaddr") || flags.Contains("handshake"))
        {
            return null;
        }

        var isMyself = flags.Contains("myself");
        var place = fields[1].Split(',');
        var address = place[0][..place[0].IndexOf('@', StringComparison.Ordinal)];
        var port = address[(address.LastIndexOf(':') + 1)..];
        var host = address[..address.LastIndexOf(':')];
        if (host.Length is 0 && !isMyself)
        {
            return null;
        }

        return new(
            fields[0],
            host.Length is 0 ? asked : AddressText.Of(EndPoint(host, port)),
            place.Length > 1 && place[1].Length > 0 && !place[1].Contains('=') ? AddressText.Of(EndPoint(place[1], port)) : null,
            fields[3] is "-" ? null : fields[3],
            Number(fields[6]),
            isMyself,
            [.. fields[FirstSlot..].Where(slot => slot[0] is not '[').Select(Range)],
            [.. fields[FirstSlot..].Where(slot => slot[0] is '[' && slot.Contains("->-", StringComparison.Ordinal)).Select(Leaves)]);
    }

    private static EndPoint EndPoint(string host, string port)
        => IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, (int)Number(port)) : new DnsEndPoint(host, (int)Number(port));

    private static SlotRange Range(string text)
    {
        var ends = text.Split('-');
        return new((int)Number(ends[0]), (int)Number(ends[^1]));
    }

    // [93->-292f8b365bb7edb5e285caf0b7e6ddc7265d2f4f]
    private static LeavingSlot Leaves(string text)
    {
        var arrow = text.IndexOf("->-", StringComparison.Ordinal);
        return new((int)Number(text[1..arrow]), text[(arrow + 3)..^1]);
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
