using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace CacheLayer.Traffic.Checking;

/// <summary>Changes prices of products that are being read, and notes which changes were acknowledged, and when.</summary>
internal sealed class PriceChanger(CheckSettings settings, ConsistencyCheck check, TimeSpan timeout, int seed, TimeProvider time) : IDisposable
{
    private const string AdminKeyHeader = "X-Admin-Key";

    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);
    private readonly HttpClient _origin = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = settings.Origin,
        Timeout = timeout,
        DefaultRequestHeaders = { { AdminKeyHeader, settings.AdminKey } },
    };

    /// <summary>Ends when stopped and all changes under way have been answered.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1 / settings.ChangeRate), time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stop))
            {
                // One change of a product at a time: their order must be known.
                if (check.PickProduct(_random) is { } asin && !_underWay.ContainsKey(asin))
                {
                    var price = decimal.Round((decimal)(_random.NextDouble() * 999), 2);
                    var turn = new TaskCompletionSource();
                    _underWay[asin] = turn.Task;
                    _ = ChangeAsync(asin, price, turn);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(_underWay.Values);
        }
    }

    public void Dispose() => _origin.Dispose();

    private async Task ChangeAsync(string asin, decimal price, TaskCompletionSource turn)
    {
        try
        {
            var begunOn = time.GetUtcNow();
            var begunAt = Stopwatch.GetTimestamp();
            using var answer = await _origin.PutAsJsonAsync($"/products/{asin}/price", new { price }, CancellationToken.None);
            var answeredAt = Stopwatch.GetTimestamp();
            using var body = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            // A refusal has no version; a change whose event is not known to be published yet has one.
            if (body.RootElement.TryGetProperty("version", out var version) && version.ValueKind is JsonValueKind.Number)
            {
                var gone = body.RootElement.TryGetProperty("invalidated", out var invalidated) && invalidated.ValueKind is JsonValueKind.True;
                check.Changed(asin, new Change(version.GetInt64(), begunAt, gone ? answeredAt : null, begunOn));
            }
            else
            {
                check.ChangeFailed();
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            check.ChangeFailed();
        }
        finally
        {
            _underWay.TryRemove(asin, out _);
            turn.SetResult();
        }
    }
}
