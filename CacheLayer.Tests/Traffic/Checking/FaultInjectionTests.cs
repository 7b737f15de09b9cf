using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>The check is checked: real nodes, the library, and a fault of each kind, which it must find and name.</summary>
public sealed class FaultInjectionTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private readonly CheckedRun _run = new();
    private RedisReplicaSet _redis = null!;
    private CacheProcess _cache = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisReplicaSet.StartAsync();
        _cache = await CacheProcess.StartAsync(_redis.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await _cache.DisposeAsync();
        await _redis.DisposeAsync();
    }

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(InjectedFault.None, null)]
    [InlineData(InjectedFault.FillsLate, "late_fill")]
    [InlineData(InjectedFault.LosesTheEvent, "lost_event")]
    [InlineData(InjectedFault.LeavesReplicasBehind, "replica_lag")]
    [InlineData(InjectedFault.FailsOver, "failover")]
    [InlineData(InjectedFault.RemembersInItsProcess, "l1")]
    [InlineData(InjectedFault.SharesAnOldFetch, "old_fetch")]
    internal async Task A_fault_is_found_and_named(InjectedFault fault, string? cause)
    {
        var report = await _run.RunAsync(new FaultyCache(_redis, _cache, fault).AnswerAsync, _redis.ConnectionString);

        output.WriteLine($"{report}");
        // The nodes are looked at after the read: what has changed by then leaves some without a cause, and now and then one with a wrong one.
        var causes = report.GetProperty("violations").EnumerateObject()
            .Where(violation => violation.Name is not "after_acknowledgement")
            .OrderByDescending(violation => violation.Value.GetInt64())
            .Select(violation => violation.Name);
        Assert.Equal(cause, causes.FirstOrDefault());
        Assert.InRange(report.GetProperty("acknowledged").GetInt32(), 10, int.MaxValue);
    }
}
