using CacheLayer.Keyspaces;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Keyspaces;

public sealed class KeyspaceTests
{
    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");

    [Theory]
    [InlineData("Thing", "t")]
    [InlineData("", "t")]
    [InlineData("thing", " ")]
    public void A_name_or_a_prefix_that_cannot_be_is_refused(string name, string prefix)
        => Assert.Throws<ArgumentException>(() => Keyspace.Create<string>(name, prefix));

    [Fact]
    public void The_raw_view_is_one_with_the_same_name_and_keys()
        => Assert.Equal((Things.Name, Things.Prefix, true), (Things.Raw.Name, Things.Raw.Prefix, ReferenceEquals(Things.Raw, Things.Raw)));

    [Fact]
    public void A_keyspace_has_its_own_settings_or_the_defaults_and_changes_are_taken_over()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("CacheLayer:Keyspaces:THING:Ttl", (string?)"00:01:00")]);
        builder.AddCacheLayer("cache");
        using var host = builder.Build();
        using var policies = new KeyspacePolicies(host.Services.GetRequiredService<IOptionsMonitor<KeyspaceOptions>>());

        Assert.Equal(TimeSpan.FromMinutes(1), policies[Things].Options.Ttl);
        Assert.Same(policies[Things], policies[Things.Raw]);
        Assert.Equal(TimeSpan.FromMinutes(5), policies[Keyspace.Create<string>("other", "o")].Options.Ttl);

        builder.Configuration["CacheLayer:Keyspaces:thing:Ttl"] = "00:02:00";
        ((IConfigurationRoot)builder.Configuration).Reload();

        Assert.Equal(TimeSpan.FromMinutes(2), policies[Things].Options.Ttl);
    }
}
