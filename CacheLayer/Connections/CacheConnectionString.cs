using CacheLayer.Cluster;
using StackExchange.Redis;

namespace CacheLayer.Connections;

/// <summary>The parsed <see cref="CacheLayerSettings.ConnectionString"/>.</summary>
/// <param name="Nodes">The nodes, in the order given.</param>
/// <param name="ServiceName">The name that the sentinels know the nodes by, or null without sentinels.</param>
/// <param name="Sentinels">The sentinels; empty without them.</param>
/// <param name="IsCluster">Whether the nodes are some or all of those of a cluster.</param>
/// <param name="Options">What is left for StackExchange.Redis: user, password, TLS and so on, for every node.</param>
internal sealed record CacheConnectionString(
    IReadOnlyList<NodeAddress> Nodes, string? ServiceName, EndPointCollection Sentinels, bool IsCluster, ConfigurationOptions Options)
{
    /// <summary>Whether somebody beside the nodes says who is primary.</summary>
    public bool HasAuthority => IsCluster || Sentinels.Count > 0;

    /// <summary>The node that others know by an address: as it is given here, or else at that address.</summary>
    public NodeAddress Node(string announced)
        => Nodes.FirstOrDefault(node => node.Announced == announced) ?? new(EndPointCollection.TryParse(announced)!, null, announced);

    /// <summary>Parses a connection string.</summary>
    /// <exception cref="FormatException">Says which part is wrong, without any of the secrets in it.</exception>
    public static CacheConnectionString Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Wrong("it is empty; expected host:port,host:port,...");
        }

        var own = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var name = equals < 0 ? "" : part[..equals].Trim();
            if (name.ToUpperInvariant() is not ("SERVICENAME" or "SENTINELS" or "ZONES" or "ANNOUNCED" or "CLUSTER"))
            {
                rest.Add(part);
            }
            else if (!own.TryAdd(name, part[(equals + 1)..].Trim()))
            {
                throw Wrong($"{name} is there twice");
            }
        }

        var isCluster = own.GetValueOrDefault("cluster") is { } cluster && IsTrue("cluster", cluster);
        if (isCluster)
        {
            rest.Add(ClusterCommand.Renaming);
        }

        var options = ParseOptions(string.Join(',', rest));
        var serviceName = own.GetValueOrDefault("serviceName");
        var sentinels = Addresses(own.GetValueOrDefault("sentinels"));
        if (string.IsNullOrEmpty(serviceName) != (sentinels.Count == 0))
        {
            throw Wrong("serviceName and sentinels belong together, and one of them is missing");
        }

        if (isCluster && sentinels.Count > 0)
        {
            throw Wrong("a cluster has no sentinels: leave out cluster, or serviceName and sentinels");
        }

        var zones = List(own, "zones", options.EndPoints.Count);
        var announced = List(own, "announced", options.EndPoints.Count);
        var nodes = options.EndPoints.Select((endPoint, i) => new NodeAddress(
            endPoint, zones?[i] is { Length: > 0 } zone ? zone : null, announced is null ? AddressText.Of(endPoint) : Address(announced[i]))).ToArray();
        if (nodes.Length > 1 && nodes.DistinctBy(node => node.Announced).Count() < nodes.Length)
        {
            throw Wrong("two nodes have the same address");
        }

        return new(nodes, serviceName, sentinels, isCluster, options);
    }

    private static bool IsTrue(string name, string value)
        => bool.TryParse(value, out var result) ? result : throw Wrong($"{name} is '{value}'; expected true or false");

    private static ConfigurationOptions ParseOptions(string text)
    {
        ConfigurationOptions options;
        try
        {
            options = ConfigurationOptions.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw Wrong($"the part '{e.ParamName}' is not understood");
        }

        options.SetDefaultPorts();
        return options.EndPoints.Count > 0 ? options : throw Wrong("it names no node; expected host:port,host:port,...");
    }

    private static string[]? List(Dictionary<string, string> own, string name, int nodes)
    {
        if (!own.TryGetValue(name, out var text))
        {
            return null;
        }

        var list = text.Split('|', StringSplitOptions.TrimEntries);
        return list.Length == nodes ? list : throw Wrong($"{name} lists {list.Length} of {nodes} nodes");
    }

    private static EndPointCollection Addresses(string? text)
    {
        var endPoints = new EndPointCollection();
        foreach (var address in (text ?? "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            endPoints.Add(EndPointCollection.TryParse(address) ?? throw Wrong($"sentinels: '{address}' is not host:port"));
        }

        return endPoints;
    }

    private static string Address(string text)
    {
        try
        {
            return AddressText.Of(text);
        }
        catch (FormatException e)
        {
            throw Wrong($"announced: {e.Message}");
        }
    }

    private static FormatException Wrong(string reason) => new($"CacheLayer: ConnectionString is wrong: {reason}.");
}
