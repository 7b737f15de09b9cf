using System.IO.Compression;
using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Catalogue;
using CacheLayer.Tests.Events;

namespace CacheLayer.Tests.OriginMock;

[Trait("Tier", "redis")]
public sealed class CatalogueFileTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>, IDisposable
{
    private const string Header = "asin,kind,title,authors,year";
    private readonly string _folder = Directory.CreateTempSubdirectory("cachelayer-catalogue-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Quotes_commas_and_other_columns_are_read_in_the_order_of_the_file(bool compressed)
    {
        var products = CatalogueFile.Read(Write($"{Header}\n0439023483,book,\"The \"\"Games\"\", #1\",\"A, B\",2008\nB000000001,manga,Second,C,\n", compressed));
        Assert.Equal([Asin.Parse("0439023483"), Asin.Parse("B000000001")], products.Keys);
        Assert.Equal(new ProductFacts("The \"Games\", #1", "A, B", "book"), products[Asin.Parse("0439023483")]);
    }

    [Theory]
    [InlineData("", "line 1: the file is empty")]
    [InlineData("asin,title\n", "line 1: there is no column kind")]
    [InlineData(Header + "\n", "line 2: there is no product")]
    [InlineData(Header + "\nB000000001,book,T,A,1\nB000000002,book,T\n", "line 3: 3 fields")]
    [InlineData(Header + "\nB000000001,book,T,A,1\n\n", "line 3: it is blank")]
    [InlineData(Header + "\nB000000001,book,T,A,1\nb000000002,book,T,A,1\n", "line 3: An ASIN")]
    [InlineData(Header + "\nB000000001,book,,A,1\n", "line 2: title")]
    [InlineData(Header + "\nB000000001,book,T,A,1\nB000000001,book,T,A,1\n", "line 3: the same asin")]
    [InlineData(Header + "\nB000000001,book,\"T\"x,A,1\n", "line 2: the quotes")]
    public void A_bad_line_is_named_with_file_number_and_reason(string text, string reason)
    {
        var path = Write(text);
        var exception = Assert.Throws<InvalidDataException>(() => CatalogueFile.Read(path));
        Assert.Contains($"Origin:Catalogue:File: {path}, {reason}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_origin_serves_the_file_and_refuses_to_start_with_a_bad_one()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString, $"Origin:Catalogue:File={Write($"{Header}\n0439023483,book,The Games,A,1\n")}");
        Assert.Equal("The Games", (await origin.GetAsync("/products/0439023483")).GetProperty("title").GetString());

        var exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => OriginUnderTest.StartAsync(events.ConnectionString, $"Origin:Catalogue:File={Path.Combine(_folder, "missing.csv")}"));
        Assert.Contains("Origin:Catalogue:File", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text, bool compressed = false)
    {
        var path = Path.Combine(_folder, compressed ? "catalogue.csv.gz" : "catalogue.csv");
        using Stream file = compressed ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        using var writer = new StreamWriter(file);
        writer.Write(text);
        return path;
    }
}
