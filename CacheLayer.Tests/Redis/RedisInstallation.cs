namespace CacheLayer.Tests.Redis;

internal static class RedisInstallation
{
    private static readonly Lazy<bool> IsThere = new(() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server"))));

    public static void ThrowIfMissing()
    {
        if (!IsThere.Value)
        {
            throw new InvalidOperationException("redis-server is not installed. Run: sudo apt-get install -y redis-server (or ./test.sh, which does it)");
        }
    }
}
