namespace CacheLayer.Tests.Redis;

/// <summary>The server that the tests run: redis-server, or what the environment variable <c>REDIS_SERVER</c> names, such as a valkey-server.</summary>
internal static class RedisInstallation
{
    private static readonly Lazy<bool> IsThere = new(() => Server.Contains('/')
        ? File.Exists(Server)
        : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Server))));

    private static string Server => Environment.GetEnvironmentVariable("REDIS_SERVER") is { Length: > 0 } server ? server : "redis-server";

    public static void ThrowIfMissing()
    {
        if (!IsThere.Value)
        {
            throw new InvalidOperationException($"{Server} is not installed. Run: sudo apt-get install -y redis-server (or ./test.sh, which does it)");
        }
    }
}
