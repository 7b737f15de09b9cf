namespace CacheLayer.AppHost.Startup;

/// <summary>The first resource that did not start, of which the console has shown the log; it ends the application.</summary>
internal sealed class StartFailure(ResourceLoggerService logs)
{
    private const int LastLines = 15;
    private static readonly TimeSpan LogWithin = TimeSpan.FromSeconds(3);

    /// <summary>The exit code of the application.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Whether <paramref name="snapshot"/> is of a resource that will not become healthy by itself.</summary>
    public static bool IsIn(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text is { } state && (KnownResourceStates.TerminalStates.Contains(state) || state == KnownResourceStates.RuntimeUnhealthy);

    /// <summary>Says on the console which resource did not start, and the last lines of its log.</summary>
    public async Task ReportAsync(ResourceEvent change)
    {
        ExitCode = Preflight.CannotStart;
        var (state, exitCode) = (change.Snapshot.State?.Text, change.Snapshot.ExitCode);
        await Console.Error.WriteLineAsync($"{change.Resource.Name} did not start ({state}{(exitCode is null ? "" : $", exit code {exitCode}")}). The last lines of its log:");
        var lines = await LogOfAsync(change.ResourceId);
        foreach (var line in lines.TakeLast(LastLines).DefaultIfEmpty("(nothing)"))
        {
            await Console.Error.WriteLineAsync($"    {line}");
        }
    }

    private async Task<List<string>> LogOfAsync(string resourceId)
    {
        List<string> lines = [];
        using var limit = new CancellationTokenSource(LogWithin);
        try
        {
            await foreach (var batch in logs.GetAllAsync(resourceId).WithCancellation(limit.Token))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // What has come so far is better than nothing.
        }

        return lines;
    }
}
