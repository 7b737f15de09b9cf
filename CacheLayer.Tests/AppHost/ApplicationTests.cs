using System.Net;
using Aspire.Hosting.ApplicationModel;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "application")]
[Collection(ApplicationCollection.Name)]
public sealed class ApplicationTests(RunningApplication application)
{
    [Fact]
    public async Task A_page_comes_from_the_cache_when_it_is_asked_for_again()
    {
        const string Page = "/pages/B000000001";
        using var first = await application.Orchestrator.GetAsync(Page);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        // Written in the background, read from a replica.
        await Support.Eventually.AsyncThat("the whole page is a hit", async () =>
        {
            using var again = await application.Orchestrator.GetAsync(Page);
            return again.Headers.GetValues("Cache-Status").SelectMany(value => value.Split(',')).All(member => member.Contains("; hit", StringComparison.Ordinal));
        });
    }

    [Fact]
    public Task Nodes_say_what_they_are_and_how_far_behind() => Scenarios.NodesSayWhatTheyAreAsync(application);

    [Fact]
    public Task An_event_outlives_a_restart_of_the_event_node() => Scenarios.EventOutlivesRestartAsync(application, "B000000011");

    [Fact]
    public Task The_dashboards_list_and_health_show_the_role_of_every_node() => Scenarios.RolesAreShownAsync(application);

    [Fact]
    public void The_dashboard_has_no_reason_to_ask_for_a_development_certificate() => Assert.Empty(application.UsersOfCertificates());

    [Fact]
    public async Task A_price_change_is_seen_by_the_next_read_on_every_orchestrator()
    {
        const string Asin = "B000000002";
        await application.PricesAsync(Asin);
        var price = await application.RaisePriceAsync(Asin);
        Assert.All((await application.PricesAsync(Asin)).Values, answered => Assert.Equal(price, answered));
    }

    [Fact]
    public async Task Changes_outlive_a_restart_of_the_origin()
    {
        const string Asin = "B000000003";
        var price = await application.RaisePriceAsync(Asin);
        await application.ExecuteAsync("origin", KnownResourceCommands.RestartCommand);
        await Support.Eventually.AsyncThat("the origin answers with the new price", async () => await application.OriginPriceAsync(Asin) == price);
    }

    [Fact]
    public async Task Dead_letters_are_listed_redriven_and_purged_from_the_dashboard()
    {
        await application.ExecuteAsync("invalidator", "list-dead-letters");
        await application.ExecuteAsync("invalidator", "redrive-dead-letters");
        await application.ExecuteAsync("invalidator", "purge-dead-letters");
    }

    [Fact]
    public async Task Traffic_runs_when_it_is_started()
    {
        await application.ExecuteAsync("traffic", KnownResourceCommands.StartCommand);
        // 2 would say that it did not understand what it was told.
        Assert.InRange(await application.EndAsync("traffic") ?? -1, 0, 1);
    }
}
