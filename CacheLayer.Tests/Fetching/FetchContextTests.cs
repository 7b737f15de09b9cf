using System.Diagnostics;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Tests.Fetching;

/// <summary>A fetch outlives the caller who began it: what it may use of that caller, and what it may not.</summary>
[Trait("Tier", "redis")]
public sealed class FetchContextTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private static readonly AsyncLocal<string?> OfTheCaller = new();

    private readonly Keyspace<string> _things = Keyspace.Create<string>("thing", $"x{Guid.NewGuid():N}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_has_none_of_the_ambient_values_of_its_caller(bool many)
    {
        await using var cache = await StartAsync();
        OfTheCaller.Value = "the caller's";
        var fetcher = new Fetching((_, _) => Task.FromResult(OfTheCaller.Value ?? "none")) { InBulk = many };

        var read = many ? (await cache.Aside.GetManyOrFetchAsync(_things, ["a"], fetcher))[0] : await cache.Aside.GetOrFetchAsync(_things, "a", fetcher);

        Assert.Equal(("none", "the caller's"), (read.Value, OfTheCaller.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_a_span_in_the_trace_of_its_caller_that_lives_as_long_as_it_does(bool many)
    {
        await using var cache = await StartAsync();
        using var source = new ActivitySource($"test{Guid.NewGuid():N}");
        using var listener = new ActivityListener
        {
            ShouldListenTo = heard => heard == source || heard.Name == CacheTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = source.StartActivity("request");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource<Activity?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fetcher = new Fetching(async (_, _) =>
        {
            var span = Activity.Current;
            begun.SetResult(span);
            await gate.Task;
            return Activity.Current == span && span is { IsStopped: false } ? "under way" : "ended";
        })
        { InBulk = many };
        using var impatient = new CancellationTokenSource();
        var first = many ? cache.Aside.GetManyOrFetchAsync(_things, ["a"], fetcher, impatient.Token).AsTask() : (Task)cache.Aside.GetOrFetchAsync(_things, "a", fetcher, impatient.Token).AsTask();
        var fetch = await begun.Task;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        request!.Stop();
        gate.SetResult();

        await Eventually.AsyncThat("it is stored", async () => (await cache.Client.GetAsync(_things, "a")).Value is "under way");
        Assert.Equal(("cache fetch", request.TraceId), (fetch!.OperationName, fetch.TraceId));
        Assert.NotEqual(default, fetch.ParentSpanId);
        Assert.True(fetch.IsStopped);
        Assert.Contains(fetch.TagObjects, tag => tag is { Key: "cache.keyspace", Value: "thing" });
    }

    [Fact]
    public async Task A_scoped_fetcher_has_services_of_its_own_while_its_callers_come_and_go()
    {
        var services = new ServiceCollection().AddScoped<Session>().BuildServiceProvider();
        await using var cache = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fetcher = new SessionFetcher(services.GetRequiredService<IServiceScopeFactory>(), gate.Task);
        using var impatient = new CancellationTokenSource();
        var first = cache.Aside.GetOrFetchAsync(_things, "a", fetcher, impatient.Token).AsTask();
        var second = cache.Aside.GetOrFetchAsync(_things, "a", fetcher).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal("value of a", (await second).Value);
        Assert.Equal(["value of b", "value of c"], (await cache.Aside.GetManyOrFetchAsync(_things, ["b", "c"], fetcher)).Select(read => read.Value));
        await Eventually.That("each scope ended with its fetch", () => fetcher.Sessions.Count is 2 && fetcher.Sessions.TrueForAll(session => session.IsDisposed));
    }

    [Fact]
    public async Task A_caller_who_joined_fetches_for_himself_what_failed_for_want_of_the_first_ones_scope()
    {
        await using var cache = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new Session();
        var calls = 0;
        var first = cache.Aside.GetOrFetchAsync(_things, "a", new Fetching(async (id, _) =>
        {
            Interlocked.Increment(ref calls);
            await gate.Task;
            return gone.Read(id);
        })).AsTask();
        await Eventually.That("it is called", () => calls is 1);
        var second = cache.Aside.GetOrFetchAsync(_things, "a", new Fetching((id, _) => Task.FromResult(new Session().Read(id)))).AsTask();
        gone.Dispose();
        gate.SetResult();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first);
        Assert.Equal("value of a", (await second).Value);
        Assert.Contains(cache.Logs.GetSnapshot(), record => record.Exception?.Message.Contains("ScopedFetcher", StringComparison.Ordinal) ?? false);
    }

    private Task<CacheProcess> StartAsync() => CacheProcess.StartAsync(fixture.Redis.ConnectionString, null, CacheProcess.Patient);

    private sealed class Session : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public string Read(string id)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return $"value of {id}";
        }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class SessionFetcher(IServiceScopeFactory scopes, Task gate) : ScopedFetcher<string>(scopes)
    {
        public List<Session> Sessions { get; } = [];

        public override bool FetchesMany => true;

        protected override async ValueTask<Fetched<string>> FetchAsync(IServiceProvider services, string id, CancellationToken cancellationToken)
        {
            var session = Open(services);
            await gate;
            return new(session.Read(id));
        }

        protected override ValueTask<IReadOnlyDictionary<string, Fetched<string>>> FetchManyAsync(IServiceProvider services, IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            var session = Open(services);
            return new(ids.ToDictionary(id => id, id => new Fetched<string>(session.Read(id))));
        }

        private Session Open(IServiceProvider services)
        {
            var session = services.GetRequiredService<Session>();
            Sessions.Add(session);
            return session;
        }
    }

    private sealed class Fetching(Func<string, CancellationToken, Task<string>> fetch) : Fetcher<string>
    {
        public bool InBulk { get; init; }

        public override bool FetchesMany => InBulk;

        public override async ValueTask<Fetched<string>> FetchAsync(string id, CancellationToken cancellationToken) => new(await fetch(id, cancellationToken));

        public override async ValueTask<IReadOnlyDictionary<string, Fetched<string>>> FetchManyAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            var value = await fetch(ids[0], cancellationToken);
            return ids.ToDictionary(id => id, _ => new Fetched<string>(value));
        }
    }
}
