using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.AppHost;

/// <summary>Reads products without a pause and notes every answer that is not a success.</summary>
internal sealed class Readers : IAsyncDisposable
{
    private const int Count = 4;
    private const int Products = 50;

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _orchestrator;
    private readonly Task<string[]>[] _readers;
    private int _reads;

    private Readers(HttpClient orchestrator)
    {
        _orchestrator = orchestrator;
        _readers = [.. Enumerable.Range(0, Count).Select(_ => Task.Run(ReadAsync))];
    }

    public static Readers Start(HttpClient orchestrator) => new(orchestrator);

    /// <summary>Waits until so many more reads were answered.</summary>
    public Task HaveReadAsync(int reads)
    {
        var target = Volatile.Read(ref _reads) + reads;
        return Eventually.That($"{reads} more reads", () => Volatile.Read(ref _reads) >= target);
    }

    /// <summary>Stops, and returns what failed.</summary>
    public async Task<string[]> StopAsync()
    {
        await _stop.CancelAsync();
        return [.. (await Task.WhenAll(_readers)).SelectMany(failures => failures)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task<string[]> ReadAsync()
    {
        List<string> failures = [];
        while (!_stop.IsCancellationRequested)
        {
            var path = $"/products/B0000001{Random.Shared.Next(Products):00}";
            try
            {
                using var answer = await _orchestrator.GetAsync(path, CancellationToken.None);
                if (!answer.IsSuccessStatusCode)
                {
                    failures.Add($"{path}: {(int)answer.StatusCode}");
                }
            }
            catch (HttpRequestException exception)
            {
                failures.Add($"{path}: {exception.Message}");
            }

            Interlocked.Increment(ref _reads);
        }

        return [.. failures];
    }
}
