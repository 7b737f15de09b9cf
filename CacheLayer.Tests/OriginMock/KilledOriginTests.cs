using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.OriginMock;

/// <summary>The origin is killed while it takes changes: afterwards no change is without its event, and no event without its change.</summary>
[Trait("Tier", "application")]
public sealed class KilledOriginTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>, IDisposable
{
    private const int Kills = 6;
    private const int Writers = 8;
    private const long NeverChanged = 1;

    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-store-").FullName;
    private readonly ConcurrentQueue<(string Asin, long Version)> _answered = new();
    private readonly ConcurrentDictionary<string, bool> _asked = new();
    private int _fresh = Writers;

    [Fact]
    public async Task Changes_and_events_are_the_same_however_often_the_origin_is_killed()
    {
        using var origin = new OriginProcess(events.ConnectionString, Path.Combine(_folder, "catalogue.db"));
        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            await origin.StartAsync();
            var before = _answered.Count;
            var writers = Enumerable.Range(0, Writers).Select(writer => WriteUntilKilledAsync(origin.Admin, writer)).ToArray();
            var until = before + random.Next(20, 400);
            await Eventually.That("changes were made", () => _answered.Count >= until);
            if (kill % 2 is 0)
            {
                origin.Kill();
            }
            else
            {
                await KillWithEventsInHandAsync(origin);
            }

            await Task.WhenAll(writers);
        }

        await origin.StartAsync();
        var stored = new Dictionary<string, long>();
        foreach (var asin in _asked.Keys)
        {
            stored[asin] = await VersionAsync(origin, asin);
        }

        await Eventually.AsyncThat("every stored change has its event", async () =>
        {
            var announced = (await AnnouncedAsync()).ToHashSet();
            return stored.All(change => change.Value is NeverChanged || announced.Contains((change.Key, change.Value)));
        });
        var onStream = await AnnouncedAsync();
        Assert.All(onStream, change => Assert.True(change.Version <= stored[change.Asin], $"{change} has an event, and the store ends with {stored[change.Asin]}"));
        Assert.Subset(onStream.ToHashSet(), _answered.ToHashSet());
        Assert.All(_answered.GroupBy(change => change.Asin), changes => Assert.Equal(changes.Select(change => change.Version).Order(), changes.Select(change => change.Version)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Kills it while its changes are stored and their events cannot be published.</summary>
    private async Task KillWithEventsInHandAsync(OriginProcess origin)
    {
        events.Node.Process.Kill();
        await Eventually.AsyncThat("changes are stored that are not answered", async () =>
        {
            var answered = _answered.Select(change => change.Asin).ToHashSet();
            foreach (var asin in _asked.Keys.Where(asin => !answered.Contains(asin)))
            {
                if (await VersionAsync(origin, asin) > NeverChanged)
                {
                    return true;
                }
            }

            return false;
        });
        origin.Kill();
        await events.StartAsync();
    }

    private async Task WriteUntilKilledAsync(HttpClient origin, int writer)
    {
        try
        {
            for (var price = 1; ; price++)
            {
                // Of a product that is changed once, no later change hides what became of that one.
                var asin = AsinSequence.At(price % 4 is 0 ? writer : Interlocked.Increment(ref _fresh)).Value;
                _asked[asin] = true;
                using var response = await origin.PutAsJsonAsync($"/products/{asin}/price", new { price });
                if (response.IsSuccessStatusCode)
                {
                    _answered.Enqueue((asin, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt64()));
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }

    private static async Task<long> VersionAsync(OriginProcess origin, string asin)
        => (await origin.Admin.GetFromJsonAsync<JsonElement>($"/products/{asin}")).GetProperty("version").GetInt64();

    private async Task<(string Asin, long Version)[]> AnnouncedAsync()
        => [.. (await events.BodiesAsync()).Select(body => JsonSerializer.Deserialize<ChangeEvent>(
            JsonSerializer.Deserialize<JsonElement>(body).GetProperty("Records")[0].GetProperty("Sns").GetProperty("Message").GetString()!)!)
            .Select(change => (change.Asin!, change.Version!.Value))];
}
