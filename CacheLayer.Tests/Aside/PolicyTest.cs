using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Aside;

/// <summary>Two processes on one Redis, with the settings of a keyspace that a test is about and a clock that it puts forward.</summary>
public abstract class PolicyTest(RedisFixture fixture, params (string Setting, string Value)[] settings) : IAsyncLifetime
{
    protected const string Section = "CacheLayer:Keyspaces:thing";
    protected static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);

    private protected Keyspace<string> Things { get; } = Keyspace.Create<string>("thing", $"y{Guid.NewGuid():N}");

    private protected Origin Origin { get; } = new();

    private protected WallClock Clock { get; } = new();

    private protected CacheProcess One { get; private set; } = null!;

    private protected CacheProcess Two { get; private set; } = null!;

    private protected RedisServers Redis => fixture.Servers;

    private protected EntryKeys Keys => KeyLayout.Entry(Things, "a");

    public async Task InitializeAsync()
    {
        // Patience that no slow machine outlasts: what ends a wait here is always an event.
        (string, string)[] all =
        [
            ($"{Section}:OriginLatency", "00:01:00"), ($"{Section}:LeaseTtl", "00:05:00"), ($"{Section}:Jitter", "0"),
            .. settings.Select(s => ($"{Section}:{s.Setting}", s.Value)),
        ];
        One = await CacheProcess.StartAsync(Redis.ConnectionString, Clock, all);
        Two = await CacheProcess.StartAsync(Redis.ConnectionString, Clock, all);
    }

    public async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }

    /// <summary>Another process, without the settings.</summary>
    private protected Task<CacheProcess> StartAsync() => CacheProcess.StartAsync(Redis.ConnectionString);

    private protected KeyspaceStatistics Counts => One.Statistics(Things);

    private protected Task<CacheRead<string>> GetAsync(CacheProcess process) => process.Aside.GetOrFetchAsync(Things, "a", Origin).AsTask();

    /// <summary>Stores a value as fetched by the first process.</summary>
    private protected async Task StoreAsync(string value)
    {
        Origin.Answer = _ => new(value);
        await GetAsync(One);
        var errors = 0L;
        await Eventually.AsyncThat("it is stored", async () =>
        {
            if (Counts.Errors != errors)
            {
                // A machine so busy that Redis did not answer in time: that fill is lost.
                errors = Counts.Errors;
                await GetAsync(One);
            }

            return (await Two.Client.GetAsync(Things, "a")).Value == value;
        });
        await Eventually.AsyncThat("the lease is gone", async () => !await ExistsAsync(Keys.Lease!));
    }

    private protected Task<bool> ExistsAsync(string? key) => Redis.ExistsAsync(key!);

    private protected async Task<long> LifeAsync() => (long)await Redis.ExecuteAsync("PTTL", Keys.Value);
}
