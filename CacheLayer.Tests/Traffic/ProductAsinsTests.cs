using System.IO.Compression;
using CacheLayer.Traffic;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class ProductAsinsTests
{
    [Fact]
    public void Keys_are_the_catalogues_products_and_go_on_in_the_sequence()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("catalogue.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest)))
        {
            writer.Write("asin,title\n0439023483,\"The Hunger Games (The Hunger Games, #1)\"\n0316015849,Twilight\n");
        }

        var asins = new ProductAsins(CatalogueFile.Read(file));

        Assert.Equal(["0439023483", "0316015849", "B000000002"], [asins[0], asins[1], asins[2]]);
    }

    [Theory]
    [InlineData("title,asin\n", ":1: the first column")]
    [InlineData("asin,title\n0439023483,x\n043902348,x\n", ":3: An ASIN has 10 characters, this has 9.")]
    public void A_bad_catalogue_is_refused_with_file_line_and_reason(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("catalogue.csv");
        File.WriteAllText(file, text);

        Assert.StartsWith(file + reason, Assert.Throws<BadInputException>(() => CatalogueFile.Read(file)).Message, StringComparison.Ordinal);
    }
}
