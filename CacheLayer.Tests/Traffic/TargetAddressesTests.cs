using CacheLayer.Traffic.Commands;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class TargetAddressesTests
{
    [Fact]
    public void Service_discovery_names_the_targets_when_none_are_given()
    {
        var environment = new Dictionary<string, string>
        {
            ["services__orchestrator__http__0"] = "http://127.0.0.1:5001",
            ["services__orchestrator__http__1"] = "http://127.0.0.1:5002",
        };

        Assert.Equal(
            ["http://127.0.0.1:5001/", "http://127.0.0.1:5002/"],
            TargetAddresses.Read([], environment.GetValueOrDefault).Select(address => $"{address}"));
        Assert.Equal(
            ["http://shop/"],
            TargetAddresses.Read(["http://shop"], environment.GetValueOrDefault).Select(address => $"{address}"));
    }
}
