using CacheLayer.Tests.Aside;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.L1;

/// <summary>Two processes on one Redis, both with the in-process cache.</summary>
public abstract class L1Test(RedisFixture fixture, params (string Setting, string Value)[] settings)
    // Longer than any test waits: nothing goes because it is old.
    : PolicyTest(fixture, [("L1:Enabled", "true"), ("L1:MaxLife", "1.00:00:00"), .. settings])
{
    /// <summary>Waits until a process answers from memory, and with this value.</summary>
    private protected Task ServedAsync(CacheProcess process, string value, string id = "a")
        => Eventually.AsyncThat($"{value} is served from memory", async () => await process.Client.GetAsync(Things, id) is { FromL1: true } read && read.Value == value);

    /// <summary>How often the nodes were asked for values.</summary>
    private protected async Task<long> ReadsAsync() => await Redis.CallsAsync("get") + await Redis.CallsAsync("mget");
}
