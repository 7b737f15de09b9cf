using CacheLayer.AppHost.Startup;

namespace CacheLayer.Tests.AppHost;

[Trait("Tier", "unit")]
public sealed class ReadyLinesTests
{
    [Fact]
    public void A_price_change_can_be_pasted_with_the_port_and_the_key_of_the_run()
    {
        var lines = ReadyLines.Text(TimeSpan.FromSeconds(9.96), null, "http://localhost:5080", "http://localhost:41234", "the-key-of-this-run").Split(Environment.NewLine);

        Assert.Contains(lines, line => line.EndsWith("curl -i http://localhost:5080/pages/B000000000", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(
            """curl -i -X PUT http://localhost:41234/products/B000000000/price -H 'X-Admin-Key: the-key-of-this-run' -H 'Content-Type: application/json' -d '{"price":12.34}'""",
            StringComparison.Ordinal));
    }
}
