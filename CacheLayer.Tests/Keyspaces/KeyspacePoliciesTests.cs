using CacheLayer.Keyspaces;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Keyspaces;

/// <summary>Settings of keyspaces at the start and while the application runs.</summary>
[Trait("Tier", "unit")]
public sealed class KeyspacePoliciesTests : IDisposable
{
    private const string Section = "CacheLayer:Keyspaces";
    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");
    private static readonly Keyspace<string> Others = Keyspace.Create<string>("other", "o");

    private readonly HostApplicationBuilder _builder = Host.CreateEmptyApplicationBuilder(new());
    private readonly IHost _host;
    private readonly KeyspacePolicies _policies;

    public KeyspacePoliciesTests()
    {
        _builder.Configuration.AddInMemoryCollection([KeyValuePair.Create($"{Section}:THING:Ttl", (string?)"00:01:00")]);
        _builder.Logging.AddFakeLogging();
        _builder.Services.Configure<KeyspaceOptions>("other", options => options.OriginLatency = TimeSpan.FromMilliseconds(7));
        _builder.AddCacheLayer("cache");
        _host = _builder.Build();
        _policies = new(
            _host.Services.GetRequiredService<IOptionsFactory<KeyspaceOptions>>(),
            _builder.Configuration,
            _host.Services.GetRequiredService<ILogger<KeyspacePolicies>>(),
            TimeProvider.System);
    }

    public void Dispose()
    {
        _policies.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void A_keyspace_has_its_own_settings_or_those_of_the_code_or_the_defaults_and_its_views_share_them()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), _policies[Things].Options.Ttl);
        Assert.Same(_policies[Things], _policies[Things.Raw]);
        Assert.Equal(new KeyspaceOptions { OriginLatency = TimeSpan.FromMilliseconds(7) }, _policies[Others].Options);
    }

    [Fact]
    public void A_change_is_taken_over_and_logged()
    {
        var policy = _policies[Things];

        Change($"{Section}:thing:Ttl", "00:02:00");

        Assert.Equal(TimeSpan.FromMinutes(2), policy.Options.Ttl);
        Assert.Contains(Lines(LogLevel.Information), line => line.Contains("thing", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines(LogLevel.Information), line => line.Contains("other", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ttl", "00:00:00")]
    [InlineData("Ttl", "soon")]
    [InlineData("Jitter", "0.6")]
    [InlineData("Jitter", "-0.1")]
    [InlineData("NegativeTtl", "00:00:00")]
    [InlineData("EagerRefreshAt", "1")]
    [InlineData("FailSafeMaxStale", "30.00:00:00")]
    [InlineData("CompressionThreshold", "1")]
    [InlineData("ReadsEnabled", "perhaps")]
    [InlineData("L1:Capacity", "1")]
    [InlineData("L1:MaxLife", "soon")]
    [InlineData("Tll", "00:01:00")]
    public void A_change_that_cannot_be_is_refused_with_the_settings_name_and_the_old_settings_stay(string setting, string value)
    {
        var policy = _policies[Things];
        var before = policy.Options;

        _builder.Configuration[$"{Section}:thing:FillWaitFactor"] = "3";
        Change($"{Section}:thing:{setting}", value);

        Assert.Same(before, policy.Options);
        Assert.Contains(setting, Assert.Single(Lines(LogLevel.Error)));

        Change($"{Section}:thing:{setting}", setting switch
        {
            "Ttl" or "L1:MaxLife" => "00:01:00",
            "L1:Capacity" => "100",
            _ => null,
        });
        if (setting is not "Tll")
        {
            Assert.Equal(3, policy.Options.FillWaitFactor);
        }
    }

    [Fact]
    public void A_section_that_appears_later_is_picked_up_by_a_keyspace_in_use_and_by_one_that_is_not()
    {
        var inUse = _policies[Others];

        Change($"{Section}:other:Ttl", "00:03:00");
        Change($"{Section}:new:Ttl", "00:04:00");

        Assert.Equal(TimeSpan.FromMinutes(3), inUse.Options.Ttl);
        Assert.Equal(TimeSpan.FromMinutes(4), _policies[Keyspace.Create<string>("new", "n")].Options.Ttl);
    }

    [Fact]
    public void A_keyspace_that_is_first_used_after_a_refused_change_has_the_last_valid_settings()
    {
        Change($"{Section}:thing:Ttl", "soon");
        Change($"{Section}:new:Ttl", "soon");

        Assert.Equal(TimeSpan.FromMinutes(1), _policies[Things].Options.Ttl);
        Assert.Equal(new KeyspaceOptions(), _policies[Keyspace.Create<string>("new", "n")].Options);
    }

    private void Change(string key, string? value)
    {
        _builder.Configuration[key] = value;
        ((IConfigurationRoot)_builder.Configuration).Reload();
    }

    private IEnumerable<string> Lines(LogLevel level)
        => _host.Services.GetFakeLogCollector().GetSnapshot().Where(line => line.Level == level).Select(line => line.Message);
}
