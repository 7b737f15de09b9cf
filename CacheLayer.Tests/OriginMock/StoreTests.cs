using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.OriginMock.Products;
using CacheLayer.OriginMock.Storage;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.OriginMock;

[Trait("Tier", "faults")]
public sealed class StoreTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-store-").FullName;

    private string StorePath => Path.Combine(_folder, "made", "with-its-folder", "catalogue.db");

    [Fact]
    public async Task A_restart_changes_nothing_and_versions_go_on()
    {
        long price, promotion, review;
        string[] paths = ["/products/B000000001", "/promotions/deals", "/reviews/B000000001", "/recommendations/ann/B000000001"];
        var before = new List<string>();
        await using (var origin = await StartAsync())
        {
            price = await WriteAsync(origin, HttpMethod.Put, "/products/B000000001/price", """{"price":12.34}""");
            promotion = await WriteAsync(origin, HttpMethod.Put, "/promotions/deals", """{"headline":"Half price","percent_off":50}""");
            review = await WriteAsync(origin, HttpMethod.Post, "/reviews/B000000001", """{"stars":5,"headline":"Good"}""");
            foreach (var path in paths)
            {
                before.Add(await origin.Http.GetStringAsync(path));
            }
        }

        await using var again = await StartAsync();
        foreach (var (path, expected) in paths.Zip(before))
        {
            Assert.Equal(expected, await again.Http.GetStringAsync(path));
        }

        Assert.True(await WriteAsync(again, HttpMethod.Put, "/products/B000000001", """{"title":"New"}""") > price);
        Assert.True(await WriteAsync(again, HttpMethod.Put, "/promotions/deals", """{"headline":"x","percent_off":1}""") > promotion);
        Assert.True(await WriteAsync(again, HttpMethod.Post, "/reviews/B000000001", """{"stars":1,"headline":"Bad"}""") > review);
        Assert.Equal(12.34m, (await again.GetAsync("/products/B000000001")).GetProperty("price").GetDecimal());
    }

    [Fact]
    public async Task Versions_go_on_when_the_clock_was_put_back()
    {
        var clock = new WallClock();
        clock.Advance(TimeSpan.FromDays(1));
        var first = await RepriceAsync(clock);
        clock.Advance(TimeSpan.FromDays(-2));
        Assert.Equal(first + 1, await RepriceAsync(clock));
    }

    [Fact]
    public async Task What_one_process_could_not_publish_the_next_one_does_and_then_forgets()
    {
        long version;
        await using (var origin = await StartAsync("Origin:Events:PublishTimeout=00:00:00.2"))
        {
            events.Node.Process.Kill();
            var (status, answer) = await origin.PutAsync("/products/B000000005/price", """{"price":5}""");
            Assert.Equal((503, true), (status, answer.GetProperty("applied").GetBoolean()));
            version = answer.GetProperty("version").GetInt64();
        }

        await events.StartAsync();
        await using (await StartAsync())
        {
            await Eventually.AsyncThat("the event is on the stream", async () => (await events.BodiesAsync()).Any(body => body.Contains($"{version}", StringComparison.Ordinal)));
        }

        using var left = Open(StorePath);
        Assert.Empty(left.Outbox());
    }

    [Fact]
    public async Task What_cannot_be_stored_is_not_made()
    {
        await using var origin = await StartAsync();
        var before = await origin.Http.GetStringAsync("/products/B000000006");
        origin.Services.GetRequiredService<ChangeDatabase>().Dispose();

        var (status, answer) = await origin.PutAsync("/products/B000000006/price", """{"price":5}""");

        Assert.Equal((503, false), (status, answer.GetProperty("applied").GetBoolean()));
        Assert.Equal(before, await origin.Http.GetStringAsync("/products/B000000006"));
        Assert.DoesNotContain(await events.BodiesAsync(), body => body.Contains("B000000006", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_no_store_keeps_the_origin_from_starting_and_is_named()
    {
        var path = Path.Combine(_folder, "other.txt");
        File.WriteAllText(path, new string('x', 10_000));
        Assert.Contains($"Origin:Store:Path: {path}: ", Assert.Throws<InvalidDataException>(() => Open(path)).Message, StringComparison.Ordinal);
        Assert.Contains($"Origin:Store:Path: {_folder}: ", Assert.Throws<InvalidDataException>(() => Open(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("Origin:Store:Path: ", Assert.Throws<InvalidDataException>(() => Open(Path.Combine(path, "below-a-file.db"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_origins_do_not_share_a_store()
    {
        using var first = Open(StorePath);
        Assert.Contains("locked", Assert.Throws<InvalidDataException>(() => Open(StorePath)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ChangeDatabase Open(string path) => new(Options.Create(new StoreOptions { Path = path }));

    /// <summary>Changes a price with the store of a process that has the given clock.</summary>
    private async Task<long?> RepriceAsync(TimeProvider clock)
    {
        using var database = Open(StorePath);
        using var writer = new ChangeWriter(database, new(database), NullLogger<ChangeWriter>.Instance);
        var options = Options.Create(new CatalogueOptions());
        var products = new ProductStore(new(new GeneratedAssortment(options.Value), options), database, clock);
        return (await writer.WriteAsync(products.Reprice(Asin.Parse("B000000001"), 1)))!.Version;
    }

    private static async Task<long> WriteAsync(OriginUnderTest origin, HttpMethod method, string path, string json)
    {
        var (status, answer) = await origin.PutAsync(path, json, method);
        Assert.Equal(200, status);
        return answer.GetProperty("version").GetInt64();
    }

    private Task<OriginUnderTest> StartAsync(params string[] settings) => OriginUnderTest.StartAsync(events.ConnectionString, [$"Origin:Store:Path={StorePath}", .. settings]);
}
