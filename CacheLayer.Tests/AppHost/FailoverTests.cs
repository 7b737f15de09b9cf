using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.AppHost;

[Collection(ApplicationCollection.Name)]
public sealed class FailoverTests(RunningApplication application)
{
    [Fact]
    public Task A_killed_primary_fails_no_read_and_a_replica_takes_over() => Scenarios.KilledPrimaryAsync(application, "B000000003");

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
        await Eventually.That("the dashboard's list shows the new roles", () => application.IsShownAs(promoted, "primary") && application.IsShownAs(former, $"replica of {promoted}"));
        await Scenarios.InvalidationsWorkAsync(application, "B000000004");
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

        await Scenarios.InvalidationsWorkAsync(application, "B000000005");
        Assert.Empty(await readers.StopAsync());
        await application.HealthyAsync();
    }
}
