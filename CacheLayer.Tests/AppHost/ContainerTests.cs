using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.AppHost;

/// <summary>What must be the same when the nodes are containers.</summary>
[Trait("Tier", "application")]
[Collection(RedisFaultTests.Name)]
public sealed class ContainerTests(RunningContainers containers) : IClassFixture<RunningContainers>
{
    [ContainerFact]
    public async Task Everything_starts_and_nodes_say_what_they_are()
    {
        await containers.Application.HealthyAsync();
        await Scenarios.NodesSayWhatTheyAreAsync(containers.Application);
        await Scenarios.RolesAreShownAsync(containers.Application);
    }

    [ContainerFact]
    public Task An_event_outlives_a_restart_of_the_event_node() => Scenarios.EventOutlivesRestartAsync(containers.Application, "B000000011");

    [ContainerFact]
    public Task A_planned_failover_fails_no_read_and_shows_the_new_roles() => Scenarios.PlannedFailoverAsync(containers.Application, "B000000013");

    [ContainerFact]
    public Task A_killed_primary_fails_no_read_and_a_replica_takes_over() => Scenarios.KilledPrimaryAsync(containers.Application, "B000000012");
}
