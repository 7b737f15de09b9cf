using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Hosting;

[Trait("Tier", "redis")]
public sealed class MisspeltSettingTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    [Theory]
    [InlineData("CacheLayer:Keyspaces:thing:Tll")]
    [InlineData("CacheLayer:Keyspaces:thing:L1:Size")]
    [InlineData("CacheLayer:Keyspaces:Ttl")]
    [InlineData("CacheLayer:Zonne")]
    [InlineData("CacheLayer:Connections:CommandTimout")]
    [InlineData("CacheLayer:cache:ConectionString")]
    [InlineData("CacheLayer:cache:Connections:CommandTimout")]
    [InlineData("CacheLayer:cache:Keyspaces:thing:Ttl", "CacheLayer:cache:Keyspaces")]
    [InlineData("Aspire:CacheLayer:Zone", "Aspire:CacheLayer")]
    public async Task It_keeps_the_host_from_starting_and_is_named_with_its_path(string setting, string? named = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:cache", fixture.Redis.ConnectionString), new(setting, "00:00:01")]);
        builder.AddCacheLayer("cache");
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains($"{named ?? setting} is ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_appears_later_is_refused_with_its_path_and_changes_nothing()
    {
        var things = Keyspace.Create<string>("thing", $"m{Guid.NewGuid():N}");
        await using var cache = await CacheProcess.StartAsync(fixture.Redis.ConnectionString);
        await cache.Client.GetAsync(things, "a");
        cache.Change(("CacheLayer:Keyspaces:thing:Tll", "00:00:01"));

        await Eventually.That("it is in the log", () => cache.Logs.GetSnapshot().Any(line => line.Message.Contains("CacheLayer:Keyspaces:thing:Tll is not a setting", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_section_of_a_keyspace_that_was_not_added_is_a_warning()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:cache", fixture.Redis.ConnectionString),
            new("CacheLayer:Keyspaces:Thing:Ttl", "00:00:01"),
            new("CacheLayer:Keyspaces:hybrid:Ttl", "00:00:01"),
            new("CacheLayer:Keyspaces:thnig:Ttl", "00:00:01"),
        ]);
        builder.Logging.AddFakeLogging();
        builder.AddCacheLayer("cache").AddKeyspaces(Keyspace.Create<string>("thing", $"m{Guid.NewGuid():N}"));
        using var host = builder.Build();
        await host.StartAsync();

        var warning = Assert.Single(host.Services.GetRequiredService<FakeLogCollector>().GetSnapshot(), line => line.Level is LogLevel.Warning);
        Assert.Contains("CacheLayer:Keyspaces:thnig", warning.Message, StringComparison.Ordinal);
        Assert.Contains("(thing)", warning.Message, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_section_that_belongs_to_no_cache_is_a_warning()
    {
        await using var cache = await CacheProcess.StartAsync(
            fixture.Redis.ConnectionString,
            null,
            ("CacheLayer:Conections:CommandTimeout", "00:00:01"),
            ("CacheLayer:Connections:CommandTimeout", "00:00:01"),
            ("CacheLayer:Keyspaces:thing:Ttl", "00:00:01"),
            ("CacheLayer:cache:Zone", "a"));

        var warning = Assert.Single(cache.Logs.GetSnapshot(), line => line.Level is LogLevel.Warning && line.Message.Contains("section", StringComparison.Ordinal));
        Assert.Contains("CacheLayer:Conections", warning.Message, StringComparison.Ordinal);
    }
}
