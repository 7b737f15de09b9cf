using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.AppHost;

/// <summary>What must hold whatever the nodes run as.</summary>
internal static class Scenarios
{
    public static async Task NodesSayWhatTheyAreAsync(RunningApplication application)
    {
        await application.HealthyAsync();
        var health = await application.CacheHealthAsync();
        var nodes = RunningApplication.Nodes.Select(node => health.Entries[$"{node}_check"]).ToArray();
        var replicas = nodes.Where(node => node.Data["role"] is "replica").ToArray();
        Assert.Equal("primary, 2 replicas linked", Assert.Single(nodes, node => node.Data["role"] is "primary").Description);
        Assert.Equal(2, replicas.Length);
        Assert.All(replicas, replica => Assert.Matches("^replica of cache-[1-3], link up, lag [0-9]+ s, [0-9]+ bytes$", replica.Description));
        Assert.All(RunningApplication.Sentinels, sentinel => Assert.Matches("^sees cache-[1-3] as primary, 2 replicas, 2 other sentinels$", health.Entries[$"{sentinel}_check"].Description));
    }

    /// <summary>One node is shown as the primary, and the others as its replicas, in the list and in their health.</summary>
    public static Task RolesAreShownAsync(RunningApplication application)
        => Eventually.That("every role is shown", () =>
        {
            var primary = RunningApplication.Nodes.Single(node => application.IsShownAs(node, "primary"));
            return RunningApplication.Nodes.All(node => node == primary || application.IsShownAs(node, $"replica of {primary}"));
        });

    /// <summary>A change that was only written to the event node, which is then restarted, still removes the old entry.</summary>
    public static async Task EventOutlivesRestartAsync(RunningApplication application, string asin)
    {
        await HitAsync(application, asin);
        await application.ExecuteAsync("invalidator", KnownResourceCommands.StopCommand);
        var price = await application.RaisePriceAsync(asin);
        var events = await application.EventsAsync();
        await application.ExecuteAsync("events", KnownResourceCommands.RestartCommand);
        await Eventually.AsyncThat("the event node runs and has every event", async () => application.IsHealthy("events") && await application.EventsAsync() == events);
        await application.ExecuteAsync("invalidator", KnownResourceCommands.StartCommand);

        // A hit, not an answer of the origin, which orchestrators ask while nothing tells them of changes.
        HashSet<string> instances = [];
        await Eventually.AsyncThat("both orchestrators have the new price in the cache", async () =>
        {
            using var answer = await application.GetOnNewConnectionAsync($"/products/{asin}");
            var product = await answer.Content.ReadFromJsonAsync<JsonElement>();
            return IsHit(answer) && product.GetProperty("price").GetDecimal() == price
                && instances.Add(answer.Headers.GetValues("X-Instance").Single()) && instances.Count is 2;
        });
    }

    public static async Task KilledPrimaryAsync(RunningApplication application, string asin)
    {
        await application.HealthyAsync();
        var killed = await application.PrimaryAsync();
        await using var readers = Readers.Start(application.Orchestrator);

        await application.ExecuteAsync("cache", KillPrimaryCommand.Name);

        await InvalidationsWorkAsync(application, asin);
        Assert.Empty(await readers.StopAsync());
        await Eventually.That("the killed node is not shown as the primary", () => !application.IsShownAs(killed, "primary"));
        await application.ExecuteAsync(killed, KnownResourceCommands.StartCommand);
        await application.HealthyAsync();
        await RolesAreShownAsync(application);
    }

    public static async Task PlannedFailoverAsync(RunningApplication application, string asin)
    {
        await application.HealthyAsync();
        var former = await application.PrimaryAsync();
        await using var readers = Readers.Start(application.Orchestrator);

        await application.ExecuteAsync("cache", FailOverCommand.Name);

        // The only one that calls itself primary from here on.
        var promoted = await application.PrimaryAsync();
        Assert.NotEqual(former, promoted);
        await Eventually.That("the dashboard's list shows the new roles", () => application.IsShownAs(promoted, "primary") && application.IsShownAs(former, $"replica of {promoted}"));
        await InvalidationsWorkAsync(application, asin);
        Assert.Empty(await readers.StopAsync());
        await application.HealthyAsync();
    }

    /// <summary>Writes work: an entry is filled, a change removes it, and it is filled with the new value.</summary>
    public static async Task InvalidationsWorkAsync(RunningApplication application, string asin)
    {
        await HitAsync(application, asin);
        var price = await application.RaisePriceAsync(asin);
        await Eventually.AsyncThat("both orchestrators answer the new price", async () => (await application.PricesAsync(asin)).Values.All(answered => answered == price));
        await HitAsync(application, asin);
    }

    private static Task HitAsync(RunningApplication application, string asin)
        => Eventually.AsyncThat($"{asin} is a hit", async () =>
        {
            using var answer = await application.Orchestrator.GetAsync($"/products/{asin}");
            return IsHit(answer);
        });

    private static bool IsHit(HttpResponseMessage answer) => answer.Headers.GetValues("Cache-Status").Single().Contains("; hit", StringComparison.Ordinal);
}
