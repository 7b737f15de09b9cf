using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Traffic.Checking;

/// <summary>The check is checked: real nodes, the library, and a fault of each kind, which it must find and name.</summary>
[Trait("Tier", "faults")]
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
        // No change is acknowledged while there is no primary, which may last longer than two seconds.
        var report = await _run.RunAsync(
            new FaultyCache(_redis, _cache, fault).AnswerAsync, _redis.ConnectionString, seconds: fault is InjectedFault.FailsOver ? 6 : 2);

        output.WriteLine($"{report}");
        var causes = report.GetProperty("violations").EnumerateObject().Select(violation => violation.Name).ToList();
        // What was looked at when the evidence had gone has no cause.
        causes.Remove("after_acknowledgement");
        Assert.Equal(cause is null ? [] : [cause], causes);
        Assert.InRange(report.GetProperty("acknowledged").GetInt32(), 10, int.MaxValue);
    }
}
