using System.Globalization;
using StackExchange.Redis;

namespace CacheLayer.Benchmarks.Dependents;

/// <summary>What a server says of its own use of memory and CPU.</summary>
/// <param name="Bytes">Memory.</param>
/// <param name="CpuMicroseconds">CPU time since it started.</param>
internal readonly record struct ServerUse(long Bytes, double CpuMicroseconds)
{
    public static async Task<ServerUse> ReadAsync(IDatabase database)
    {
        var fields = ((string)(await database.ExecuteAsync("INFO", "memory", "cpu"))!).Split("\r\n")
            .Select(line => line.Split(':')).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);
        return new(
            long.Parse(fields["used_memory"]),
            (double.Parse(fields["used_cpu_user"], CultureInfo.InvariantCulture) + double.Parse(fields["used_cpu_sys"], CultureInfo.InvariantCulture)) * 1_000_000);
    }
}
