using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.AppHost;

[Collection(ApplicationCollection.Name)]
public sealed class FailoverTests(RunningApplication application)
{
    [Fact]
    public async Task A_killed_primary_fails_no_read_and_a_replica_takes_over()
    {
        await application.HealthyAsync();
        var killed = await application.PrimaryAsync();
        await using var readers = Readers.Start(application.Orchestrator);

        await application.ExecuteAsync("cache", KillPrimaryCommand.Name);

        await InvalidationsWorkAsync("B000000003");
        Assert.Empty(await readers.StopAsync());
        await application.ExecuteAsync(killed, KnownResourceCommands.StartCommand);
        await application.HealthyAsync();
    }

    [Fact]
    public async Task A_planned_failover_fails_no_read()
    {
        await application.HealthyAsync();
        var former = await application.PrimaryAsync();
        await using var readers = Readers.Start(application.Orchestrator);

        await application.ExecuteAsync("cache", FailOverCommand.Name);

        // The only one that calls itself primary from here on.
        var promoted = await application.PrimaryAsync();
        Assert.NotEqual(former, promoted);
        await Eventually.That("the dashboard's list shows the new roles", () => IsShownAs(promoted, "primary") && IsShownAs(former, $"replica of {promoted}"));
        await InvalidationsWorkAsync("B000000004");
        Assert.Empty(await readers.StopAsync());
        await application.HealthyAsync();
    }

    [Fact]
    public async Task Without_any_node_the_origin_answers_and_the_cache_comes_back_by_itself()
    {
        await application.HealthyAsync();
        await using var readers = Readers.Start(application.Orchestrator);

        await Task.WhenAll(RunningApplication.Nodes.Select(node => application.ExecuteAsync(node, KnownResourceCommands.StopCommand)));
        await readers.HaveReadAsync(200);
        await Task.WhenAll(RunningApplication.Nodes.Select(node => application.ExecuteAsync(node, KnownResourceCommands.StartCommand)));

        await InvalidationsWorkAsync("B000000005");
        Assert.Empty(await readers.StopAsync());
        await application.HealthyAsync();
    }

    private bool IsShownAs(string node, string role)
        => application.ShownEndpoint(node).StartsWith($"{role} (tcp://", StringComparison.Ordinal) && application.ShownHealth(node).StartsWith(role, StringComparison.Ordinal);

    /// <summary>Writes work again: an entry is filled, a change removes it, and it is filled with the new value.</summary>
    private async Task InvalidationsWorkAsync(string asin)
    {
        await HitAsync(asin);
        var price = await application.RaisePriceAsync(asin);
        await Eventually.AsyncThat("both orchestrators answer the new price", async () => (await application.PricesAsync(asin)).Values.All(answered => answered == price));
        await HitAsync(asin);
    }

    private Task HitAsync(string asin)
        => Eventually.AsyncThat($"{asin} is a hit", async () =>
        {
            using var answer = await application.Orchestrator.GetAsync($"/products/{asin}");
            return answer.Headers.GetValues("Cache-Status").Single().Contains("; hit", StringComparison.Ordinal);
        });
}
