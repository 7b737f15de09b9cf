using CacheLayer.Invalidations;
using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using WriteRetry = CacheLayer.Redis.Dispatch.WriteRetry;

namespace CacheLayer.Tests.Aside;

/// <summary>Entries that are made from others go when these change, whatever comes first.</summary>
[Trait("Tier", "redis")]
public abstract class DependentTests(RedisFixture fixture) : IAsyncLifetime
{
    private readonly Keyspace<string> _products = Keyspace.Create<string>("product", $"p{Guid.NewGuid():N}");
    private readonly Keyspace<string> _recos = Keyspace.Create<string>("reco", $"r{Guid.NewGuid():N}");
    private readonly Origin _origin = new();
    private CacheProcess _one = null!;
    private CacheProcess _two = null!;

    private RedisServers Redis => fixture.Servers;

    public async Task InitializeAsync()
    {
        _one = await CacheProcess.StartAsync(Redis.ConnectionString, null, CacheProcess.Patient);
        _two = await CacheProcess.StartAsync(Redis.ConnectionString, null, CacheProcess.Patient);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_goes_when_what_it_was_made_from_is_invalidated()
    {
        _origin.Answer = id => new($"made of {id}", DependsOn: [new(_products, "x"), new(_products, "y")]);
        await ReadAsync("r1");
        await ReadAsync("r2");
        await StoredAsync("r1");
        await StoredAsync("r2");

        await _two.InvalidateAsync(_products, "y", version: 2);

        Assert.False(await ExistsAsync("r1"));
        Assert.False(await ExistsAsync("r2"));
    }

    [Fact]
    public async Task It_is_not_stored_when_that_was_invalidated_during_the_fetch()
    {
        var gate = _origin.Hold("r1");
        var reading = ReadAsync("r1");
        await _origin.CalledAsync("r1");
        await _two.InvalidateAsync(_products, "x");
        gate.SetResult(new("made of the old one", DependsOn: [new(_products, "x")]));

        Assert.Equal("made of the old one", (await reading).Value);
        await Eventually.That("the fill is refused", () => _one.Statistics(_recos).RefusedFills is 1);
        Assert.False(await ExistsAsync("r1"));
        await Eventually.AsyncThat("the lease is released", async () =>
            !await Redis.ExistsAsync((string)KeyLayout.Entry(_recos, "r1").Lease!));
    }

    [Fact]
    public async Task What_is_pushed_is_not_stored_when_an_invalidation_came_between_it_and_its_registration()
    {
        var store = new ReplicatedStore(KeyLayout.Entry(_recos, "r1"), new byte[20], TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), [new(_products, "x")]);
        await _one.Services.GetRequiredService<CacheInvalidator>().ConfirmAsync(
            store,
            async (write, store, stop) =>
            {
                var primary = await write.PrimaryOfAsync(store.Keys.Value, stop);
                var lease = await store.TieAsync(write, primary, stop);
                await _two.InvalidateAsync(_products, "x");
                await store.TryStoreAsync(primary, lease);

                // It would be read by now, and the index does not name it any more.
                await _two.InvalidateAsync(_products, "x");
                Assert.False(await ExistsAsync("r1"));
                return await store.RunAsync(write, stop);
            },
            CancellationToken.None);

        Assert.True(await ExistsAsync("r1"));
        await _two.InvalidateAsync(_products, "x");
        Assert.False(await ExistsAsync("r1"));
    }

    [Fact]
    public async Task When_it_cannot_be_registered_it_is_not_stored_and_the_lease_is_released()
    {
        // No lease that is left behind would end by itself before the test does.
        await using var process = await CacheProcess.StartAsync(Redis.ConnectionString, null, ("CacheLayer:Keyspaces:reco:LeaseTtl", "00:05:00"));
        await Redis.ExecuteAsync("SET", (string)KeyLayout.Entry(_products, "x").Dependents!, "no index");
        _origin.Answer = _ => new("made of x", DependsOn: [new(_products, "x")]);

        Assert.Equal("made of x", (await process.Aside.GetOrFetchAsync(_recos, "r1", _origin)).Value);
        await Eventually.That("the fill fails", () => process.Logs.GetSnapshot().Any(line => line.Message.Contains("fill", StringComparison.Ordinal)));
        await Eventually.AsyncThat("the lease is released", async () => !await Redis.ExistsAsync((string)KeyLayout.Entry(_recos, "r1").Lease!));
        Assert.False(await ExistsAsync("r1"));
    }

    [Fact]
    public async Task It_is_named_for_longer_than_it_lives_even_if_it_is_stored_late()
    {
        _origin.Answer = _ => new("made of x", DependsOn: [new(_products, "x")]);
        await ReadAsync("r1");
        await StoredAsync("r1");

        var keys = KeyLayout.Entry(_recos, "r1");
        var named = (long)(double)await Redis.ExecuteAsync("ZSCORE", (string)KeyLayout.Entry(_products, "x").Dependents!, keys.Value);
        var lives = (long)await Redis.ExecuteAsync("PEXPIRETIME", keys.Value);
        Assert.InRange(named - lives, new KeyspaceOptions().LeaseTtl.TotalMilliseconds, double.MaxValue);
    }

    [Fact]
    public async Task It_is_stored_when_that_was_invalidated_before_the_fetch()
    {
        await _two.InvalidateAsync(_products, "x", version: 2);
        _origin.Answer = _ => new("made of the new one", DependsOn: [new(_products, "x", Version: 2)]);

        // Reads at the very moment of the invalidation are not stored; later ones are.
        await Eventually.AsyncThat("it is stored", async () => (await ReadAsync("r1")).IsHit);
    }

    [Fact]
    public async Task It_is_not_stored_when_it_was_made_from_a_version_below_the_watermark()
    {
        await _two.InvalidateAsync(_products, "x", version: 2);
        _origin.Answer = _ => new("made of the old one", DependsOn: [new(_products, "x", Version: 1)]);

        for (var i = 1; i <= 10; i++)
        {
            Assert.False((await ReadAsync("r1")).IsHit);
            await Eventually.That("the fill is refused", () => _one.Statistics(_recos).RefusedFills == i);
        }

        Assert.False(await ExistsAsync("r1"));
    }

    [Fact]
    public async Task An_invalidation_between_registration_and_fill_refuses_the_fill()
    {
        // The index as it is then: registered, not yet stored, the lease still standing.
        var keys = KeyLayout.Entry(_recos, "r1");
        var product = KeyLayout.Entry(_products, "x");
        var token = "token";
        await _one.Router.WriteAsync(keys.Lease, keys, (db, k) => BeginFillScript.EvaluateAsync(db, k, token, TimeSpan.FromMinutes(1)), WriteRetry.Never, default);
        await _one.Router.WriteAsync(product.Dependents, product, (db, k) => RegisterDependentScript.EvaluateAsync(db, k, keys.Value, TimeSpan.FromMinutes(1)), WriteRetry.Never, default);

        await _two.InvalidateAsync(_products, "x");

        Assert.False(await _one.Router.WriteAsync(
            keys.Lease, keys, (db, k) => CommitFillScript.EvaluateAsync(db, k, token, "old"u8.ToArray(), TimeSpan.FromMinutes(1), 0, default), WriteRetry.Never, default));
    }

    [Fact]
    public async Task The_index_lives_as_long_as_its_longest_entry_and_sheds_expired_ones()
    {
        var product = KeyLayout.Entry(_products, "x");
        var index = (string)product.Dependents!;
        await RegisterAsync("short", TimeSpan.FromMilliseconds(1));
        await RegisterAsync("long", TimeSpan.FromHours(1));
        await Eventually.AsyncThat("the short one is shed", async () =>
        {
            await RegisterAsync("another", TimeSpan.FromMinutes(1));
            return (long)await Redis.ExecuteAsync("ZCARD", index) is 2;
        });

        Assert.InRange((long)await Redis.ExecuteAsync("PTTL", index), 3_500_000, 3_600_000);

        Task RegisterAsync(string dependent, TimeSpan ttl) => _one.Router.WriteAsync(
            product.Dependents, product, (db, k) => RegisterDependentScript.EvaluateAsync(db, k, dependent, ttl), WriteRetry.Never, default).AsTask();
    }

    [Fact]
    public async Task More_dependents_than_a_page_has_all_go_and_leave_the_index_empty()
    {
        var product = KeyLayout.Entry(_products, "x");
        string[] ids = [.. Enumerable.Range(0, (2 * LeavingIndex.PageLength) + 7).Select(i => $"{i}")];
        await Task.WhenAll(ids.Select(id => _one.Client.SetAsync(_recos, id, "made of x").AsTask()));
        await Task.WhenAll(ids.Select(id => RegisterAsync(product, id)));

        var result = await _two.Services.GetRequiredService<CacheInvalidator>().InvalidateAsync([new(_products, "x")]);

        Assert.Equal(ids.Length, result.Deleted);
        Assert.Empty(await Redis.KeysAsync($"{_recos.Prefix}:*"));
        Assert.False(await Redis.ExistsAsync((string)product.Dependents!));
        Assert.False(await Redis.ExistsAsync((string)KeyLayout.Leaving(product.Value)!));
    }

    [Fact]
    public async Task What_an_invalidation_that_was_given_up_left_behind_goes_with_the_next_one()
    {
        var product = KeyLayout.Entry(_products, "x");
        var before = KeyLayout.Entry(_recos, "before");
        await RegisterAsync(product, "before");

        // The script of one that then died; another entry is made from the new value.
        await _one.Router.WriteAsync(product.Lease, product, (db, keys) => InvalidateScript.EvaluateAsync(db, keys, 0), WriteRetry.Never, default);
        foreach (var id in (string[])["before", "after"])
        {
            await _one.Client.SetAsync(_recos, id, "made of x");
        }

        await RegisterAsync(product, "after");
        await _two.InvalidateAsync(_products, "x");

        Assert.False(await Redis.ExistsAsync(before.Value));
        Assert.False(await ExistsAsync("after"));
    }

    [Fact]
    public async Task Who_is_late_takes_no_newer_registration_out_of_the_index()
    {
        var product = KeyLayout.Entry(_products, "x");
        await RegisterAsync(product, "r1");
        var late = await InvalidateAsync();
        await InvalidateAsync();
        await WorkOffAsync(late.Dependents.Members);

        // Registered and put aside once more, and not removed yet.
        await RegisterAsync(product, "r1");
        await InvalidateAsync();
        await WorkOffAsync(late.Dependents.Members);
        await _one.Client.SetAsync(_recos, "r1", "made of x");
        await _two.InvalidateAsync(_products, "x");

        Assert.False(await ExistsAsync("r1"));

        Task<InvalidateReply> InvalidateAsync() => _one.Router.WriteAsync(
            product.Lease, product, (db, keys) => InvalidateScript.EvaluateAsync(db, keys, 0), WriteRetry.Never, default).AsTask();
        Task WorkOffAsync(Registration[] gone) => _one.Router.WriteAsync(
            product.Lease, product, (db, keys) => WorkOffScript.EvaluateAsync(db, keys, gone, 0, mayMove: false), WriteRetry.Never, default).AsTask();
    }

    [Fact]
    public async Task Entries_that_depend_on_each_other_and_on_themselves_all_go()
    {
        string[] ids = ["a", "b", "c"];
        foreach (var id in ids)
        {
            await _one.Client.SetAsync(_recos, id, "made of the others");
            foreach (var other in ids)
            {
                await RegisterAsync(KeyLayout.Entry(_recos, other), id);
            }
        }

        await _two.InvalidateAsync(_recos, "a");

        Assert.Empty(await Redis.KeysAsync($"{_recos.Prefix}:*"));
    }

    private Task RegisterAsync(EntryKeys dependency, string id) => _one.Router.WriteAsync(
        dependency.Dependents,
        (dependency, KeyLayout.Entry(_recos, id).Value),
        static (db, s) => RegisterDependentScript.EvaluateAsync(db, s.dependency, s.Value, TimeSpan.FromMinutes(5)),
        WriteRetry.Never,
        default).AsTask();

    private Task<CacheRead<string>> ReadAsync(string id) => _one.Aside.GetOrFetchAsync(_recos, id, _origin).AsTask();

    private Task StoredAsync(string id) => Eventually.AsyncThat("it is stored", () => ExistsAsync(id));

    private Task<bool> ExistsAsync(string id) => Redis.ExistsAsync(KeyLayout.Entry(_recos, id).Value);
}
