using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Packages;

/// <summary>What is published is complete.</summary>
[Trait("Tier", "application")]
public sealed class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Theory]
    [InlineData("CacheLayer")]
    [InlineData("CacheLayer.OutputCaching")]
    public async Task It_says_what_it_is_and_has_its_symbols(string name)
    {
        using var folder = await PackAsync(name);
        using var package = folder.Open("nupkg");
        var nuspec = XDocument.Load(package.GetEntry($"{name}.nuspec")!.Open()).Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName);

        Assert.All(["authors", "description", "icon", "license", "readme", "tags", "repository"], element => Assert.NotEmpty(nuspec[element]));
        Assert.Equal("MIT", nuspec["license"].Single().Value);
        Assert.Equal("git", nuspec["repository"].Single().Attribute("type")!.Value);
        Assert.All([nuspec["icon"].Single().Value, nuspec["readme"].Single().Value, $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"], file => Assert.NotNull(package.GetEntry(file)));
        if (package.GetEntry($"buildTransitive/{name}.targets") is { } targets)
        {
            // Editors get the schema of the settings by it.
            var segment = XDocument.Load(targets.Open()).Descendants("JsonSchemaSegment").Single();
            Assert.Equal("$(MSBuildThisFileDirectory)../ConfigurationSchema.json", segment.Attribute("Include")!.Value);
        }

        Assert.Equal(name is "CacheLayer", package.GetEntry("ConfigurationSchema.json") is not null);
        Assert.Equal(name is "CacheLayer", package.GetEntry($"buildTransitive/{name}.targets") is not null);
        using var symbols = folder.Open("snupkg");
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{name}.pdb"));
    }

    [Fact]
    public async Task The_libraries_are_packages_and_nothing_else_is()
    {
        using var folder = await PackAsync("CacheLayer.sln");

        Assert.Equal(["CacheLayer", "CacheLayer.OutputCaching"], folder.Packages);
    }

    private static async Task<PackedFolder> PackAsync(string project)
    {
        var folder = new PackedFolder();
        string[] arguments = ["pack", RepositoryFiles.Find(project), "--no-build", "--configuration", Configuration, "--output", folder.Path, "--nologo", "-v", "quiet"];
        using var pack = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        Assert.True(pack.ExitCode is 0, output);
        return folder;
    }

    private sealed class PackedFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packed");

        public string Path => _folder.FullName;

        /// <summary>The names of the packages, without their versions.</summary>
        public IEnumerable<string> Packages => _folder.GetFiles("*.nupkg").Select(file => file.Name[..^".1.0.0.nupkg".Length]).Order();

        public ZipArchive Open(string extension) => ZipFile.OpenRead(Assert.Single(_folder.GetFiles($"*.{extension}")).FullName);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
