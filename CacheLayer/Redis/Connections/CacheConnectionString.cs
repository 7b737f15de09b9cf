using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace CacheLayer.Redis.Connections;

/// <summary>The parsed <see cref="CacheLayerSettings.ConnectionString"/>.</summary>
/// <param name="Nodes">The nodes, in the order given.</param>
/// <param name="ServiceName">The name that the sentinels know the nodes by, or null without sentinels.</param>
/// <param name="Sentinels">The sentinels; empty without them.</param>
/// <param name="IsCluster">Whether the nodes are some or all of those of a cluster.</param>
/// <param name="Options">What is left for StackExchange.Redis: TLS and so on, for every node; no secrets.</param>
/// <param name="Credentials">The user and the password at the nodes.</param>
/// <param name="SentinelCredentials">The user and the password at the sentinels: those at the nodes unless others are given.</param>
internal sealed record CacheConnectionString(
    IReadOnlyList<NodeAddress> Nodes,
    string? ServiceName,
    IReadOnlyList<EndPoint> Sentinels,
    bool IsCluster,
    ConfigurationOptions Options,
    Credentials Credentials,
    Credentials SentinelCredentials)
{
    private const int SentinelPort = 26379;
    private const string SameAddress = "two nodes have the same address";

    /// <summary>The servers that the addresses of nodes led to last, by their run ids.</summary>
    public ConcurrentDictionary<string, string> Servers { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether sentinels, and not the nodes, decide which node is primary.</summary>
    public bool HasAuthority => IsCluster || Sentinels.Count > 0;

    /// <summary>The node that others know by an address: as it is given here, or else at that address.</summary>
    public NodeAddress Node(string announced)
        => Nodes.FirstOrDefault(node => node.Announced == announced) ?? new(AddressText.Parse(announced, defaultPort: 0)!, null, announced);

    /// <summary>Whether another one differs in users and passwords at most.</summary>
    public bool IsLike(CacheConnectionString other)
        => Nodes.SequenceEqual(other.Nodes)
            && ServiceName == other.ServiceName
            && Sentinels.SequenceEqual(other.Sentinels)
            && IsCluster == other.IsCluster
            && Options.ToString() == other.Options.ToString();

    /// <summary>Parses a connection string.</summary>
    /// <exception cref="FormatException">Says which part is wrong, without any of the secrets in it.</exception>
    public static CacheConnectionString Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw ConnectionText.Wrong("it is empty; expected host:port,host:port,...");
        }

        var parts = ConnectionText.Parse(text);
        var isCluster = parts.Options.TryGetValue(ConnectionOptionNames.Cluster, out var cluster)
            && (bool.TryParse(cluster, out var value) ? value : throw ConnectionText.Wrong("cluster is neither true nor false"));
        var options = ClientOptions(parts, isCluster);
        var serviceName = Option(ConnectionOptionNames.ServiceName);
        var sentinels = Addresses(ConnectionOptionNames.Sentinels, List(ConnectionOptionNames.Sentinels) ?? [], SentinelPort);
        if (string.IsNullOrEmpty(serviceName) != (sentinels.Length is 0))
        {
            throw ConnectionText.Wrong("serviceName and sentinels belong together, and one of them is missing");
        }

        if (isCluster && sentinels.Length > 0)
        {
            throw ConnectionText.Wrong("a cluster has no sentinels: leave out cluster, or serviceName and sentinels");
        }

        if (isCluster && options.DefaultDatabase is > 0)
        {
            throw ConnectionText.Wrong("a cluster has database 0 only: leave out defaultDatabase");
        }

        var zones = ListOfNodes(ConnectionOptionNames.Zones);
        var announced = ListOfNodes(ConnectionOptionNames.Announced) is { } list ? Addresses(ConnectionOptionNames.Announced, list, defaultPort: null) : null;
        var nodes = options.EndPoints.Select((endPoint, i) => new NodeAddress(
            endPoint, zones?[i] is { Length: > 0 } zone ? zone : null, AddressText.Of(announced?[i] ?? endPoint))).ToArray();
        if (nodes.DistinctBy(node => node.Announced).Count() < nodes.Length)
        {
            throw ConnectionText.Wrong(SameAddress);
        }

        return new(
            nodes, serviceName, sentinels, isCluster, options,
            new(Option(ConnectionOptionNames.User), Option(ConnectionOptionNames.Password)),
            new(
                Option(ConnectionOptionNames.SentinelUser) ?? Option(ConnectionOptionNames.User),
                Option(ConnectionOptionNames.SentinelPassword) ?? Option(ConnectionOptionNames.Password)));

        string? Option(string name) => parts.Options.GetValueOrDefault(name);
        string[]? List(string name) => Option(name)?.Split('|', StringSplitOptions.TrimEntries);
        string[]? ListOfNodes(string name) => List(name) is not { } items || items.Length == options.EndPoints.Count
            ? List(name)
            : throw ConnectionText.Wrong($"{name} lists {items.Length} of {options.EndPoints.Count} nodes");
    }

    private static ConfigurationOptions ClientOptions(ConnectionText parts, bool isCluster)
    {
        var rest = string.Join(',', parts.Options.Where(option => ConnectionOptionNames.IsForTheClient(option.Key))
            .Select(option => $"{option.Key}={option.Value}").Concat(isCluster ? [ClusterCommand.Renaming] : []));
        ConfigurationOptions options;
        try
        {
            options = rest.Length is 0 ? new() : ConfigurationOptions.Parse(rest);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw ConnectionText.Wrong(e is ArgumentException { ParamName: { } name } && ConnectionOptionNames.IsName(name)
                ? $"the value of {name} is not understood"
                : "the value of an option is not understood");
        }

        if (parts.Options.TryGetValue(ConnectionOptionNames.DefaultDatabase, out var database))
        {
            options.DefaultDatabase = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw ConnectionText.Wrong("defaultDatabase is not a number");
        }

        foreach (var endPoint in Addresses("the list of nodes", parts.Addresses, parts.DefaultPort))
        {
            if (!options.EndPoints.TryAdd(endPoint))
            {
                throw ConnectionText.Wrong(SameAddress);
            }
        }

        options.SetDefaultPorts();
        return options.EndPoints.Count > 0 ? options : throw ConnectionText.Wrong("it names no node; expected host:port,host:port,...");
    }

    private static EndPoint[] Addresses(string name, IReadOnlyList<string> texts, int? defaultPort)
        => [.. texts.Select((text, i) => AddressText.Parse(text, defaultPort ?? 0) is { } endPoint && (defaultPort is not null || Port(endPoint) is not 0)
            ? endPoint
            : throw ConnectionText.Wrong($"address {i + 1} of {name} is not host:port, or with IPv6 [address]:port"))];

    private static int Port(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => dns.Port,
        IPEndPoint ip => ip.Port,
        _ => -1,
    };
}
