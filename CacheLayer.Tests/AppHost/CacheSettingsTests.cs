using Aspire.Hosting;
using CacheLayer.AppHost.Startup;
using Microsoft.Extensions.Configuration;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "application")]
public sealed class CacheSettingsTests
{
    [Fact]
    public void Sentinels_are_the_default_and_the_machine_decides_on_the_runtime()
        => Assert.Equal(new CacheSettings(CacheTopology.Sentinel, null, "256mb"), Read());

    [Fact]
    public void Settings_are_read_whatever_their_case()
        => Assert.Equal(
            new CacheSettings(CacheTopology.Single, RedisRuntime.Container, "1gb"),
            Read(("Cache:Topology", "single"), ("Cache:Runtime", "container"), ("Cache:MaxMemory", "1gb")));

    [Theory]
    [InlineData("Cache:Topology", "Shards", "Cache:Topology is 'Shards': use one of Sentinel, Cluster, Single.")]
    [InlineData("Cache:Topology", "1", "Cache:Topology is '1': use one of Sentinel, Cluster, Single.")]
    [InlineData("Cache:Runtime", "vm", "Cache:Runtime is 'vm': use one of Process, Container.")]
    [InlineData("Cache:MaxMemory", "lots", "Cache:MaxMemory is 'lots': write a number and a unit, as in 256mb.")]
    public void An_unknown_value_is_refused_by_the_name_of_its_setting(string setting, string value, string message)
        => Assert.Equal(message, Assert.Throws<DistributedApplicationException>(() => Read((setting, value))).Message);

    private static CacheSettings Read(params (string Setting, string Value)[] values)
        => CacheSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Setting, value => (string?)value.Value)).Build());
}
