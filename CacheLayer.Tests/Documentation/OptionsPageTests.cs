using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Documentation;

[Trait("Tier", "unit")]
public sealed class OptionsPageTests
{
    private const string Command = "CACHELAYER_WRITE_DOCS=1 dotnet test CacheLayer.Tests --filter FullyQualifiedName~OptionsPageTests";

    [Fact]
    public async Task The_page_has_the_options_of_the_code()
    {
        var page = RepositoryFiles.Find("docs/options.md");
        if (Environment.GetEnvironmentVariable("CACHELAYER_WRITE_DOCS") is "1")
        {
            await File.WriteAllTextAsync(page, OptionsPage.Build());
        }

        Assert.True(OptionsPage.Build() == await File.ReadAllTextAsync(page), $"docs/options.md is out of date. Write it anew: {Command}");
    }
}
