using System.Collections.Frozen;

namespace CacheLayer.Redis.Connections;

/// <summary>The options that a connection string may have: StackExchange.Redis' and our own.</summary>
internal static class ConnectionOptionNames
{
    public const string User = "user";
    public const string Password = "password";
    public const string SentinelUser = "sentinelUser";
    public const string SentinelPassword = "sentinelPassword";
    public const string Ssl = "ssl";
    public const string SslHost = "sslHost";
    public const string DefaultDatabase = "defaultDatabase";
    public const string ServiceName = "serviceName";
    public const string Sentinels = "sentinels";
    public const string Zones = "zones";
    public const string Announced = "announced";
    public const string Cluster = "cluster";

    private static readonly FrozenSet<string> Own = FrozenSet.ToFrozenSet(
        [User, Password, SentinelUser, SentinelPassword, DefaultDatabase, ServiceName, Sentinels, Zones, Announced, Cluster], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OfTheClient = FrozenSet.ToFrozenSet(
        [
            Ssl, SslHost, "sslProtocols", "checkCertificateRevocation", "abortConnect", "allowAdmin", "asyncTimeout", "syncTimeout", "responseTimeout",
            "connectTimeout", "connectRetry", "keepAlive", "configChannel", "configCheckSeconds", "channelPrefix", "tiebreaker", "name", "setlib", "protocol",
            "proxy", "resolveDns", "tunnel", "version", "writeBuffer", "highIntegrity", "preserveAsyncOrder",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is an option of that name.</summary>
    public static bool IsName(string name) => Own.Contains(name) || OfTheClient.Contains(name);

    /// <summary>Whether it is an option: one by that name, or <c>$COMMAND</c>, which gives a command another name.</summary>
    public static bool IsKnown(string name) => IsName(name) || IsCommand(name);

    /// <summary>Whether StackExchange.Redis is to be given the option as it is.</summary>
    public static bool IsForTheClient(string name) => OfTheClient.Contains(name) || IsCommand(name);

    public static bool IsPassword(string name)
        => name.Equals(Password, StringComparison.OrdinalIgnoreCase) || name.Equals(SentinelPassword, StringComparison.OrdinalIgnoreCase);

    private static bool IsCommand(string name) => name.Length > 1 && name[0] is '$' && name.AsSpan(1).IndexOfAnyExceptInRange('A', 'z') < 0;
}
