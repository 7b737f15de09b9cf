using Aspire.Hosting.ApplicationModel;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "application")]
[Collection(ApplicationCollection.Name)]
public sealed class FailoverTests(RunningApplication application)
{
    [Fact]
    public Task A_killed_primary_fails_no_read_and_a_replica_takes_over() => Scenarios.KilledPrimaryAsync(application, "B000000003");

    [Fact]
    public Task A_planned_failover_fails_no_read_and_shows_the_new_roles() => Scenarios.PlannedFailoverAsync(application, "B000000004");

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
