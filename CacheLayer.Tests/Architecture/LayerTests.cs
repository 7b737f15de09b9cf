using System.Text.RegularExpressions;
using CacheLayer.Tests.Support;
using NetArchTest.Rules;

namespace CacheLayer.Tests.Architecture;

/// <summary>Holds the layers of the library: a folder uses folders below it only. <c>docs/architecture.md</c> draws them.</summary>
[Trait("Tier", "unit")]
public sealed partial class LayerTests
{
    private const string Root = "CacheLayer";

    // From the bottom up.
    private static readonly string[] Layers =
    [
        "Entries", "Diagnostics", "Redis.Connections", "Redis.Topology", "Redis.Dispatch", "Redis.Cluster", "Redis.Routing", "Scripts", "Keyspaces", "L1",
        "Invalidations", "Metrics", "Filling", "Reading", "Adapters", "DependencyInjection",
    ];

    public static TheoryData<string> Names => [.. Layers];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_uses_only_layers_below_it(string layer)
    {
        string[] above = [.. Above(layer).Select(name => $"{Root}.{name}")];
        string[] tooHigh = [.. above, .. PublicTypesThatUse(above)];

        var upward = tooHigh is [] ? [] : Types.InAssembly(typeof(CacheClient).Assembly).That().ResideInNamespace($"{Root}.{layer}").And().HaveDependencyOnAny(tooHigh).GetTypes();

        Assert.Empty(upward.Select(type => type.FullName));
    }

    // The compiler leaves no trace of a constant of another type; the source does.
    [Theory]
    [MemberData(nameof(Names))]
    public void No_file_of_a_layer_imports_a_layer_above_it(string layer)
    {
        var above = Above(layer).ToHashSet();
        var files = Directory.EnumerateFiles(RepositoryFiles.Find(Path.Combine(Root, layer.Replace('.', Path.DirectorySeparatorChar))), "*.cs", SearchOption.AllDirectories).ToArray();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => Imports().Matches(File.ReadAllText(file)).Any(import => above.Contains(import.Groups[1].Value)));
    }

    [Fact]
    public void Every_folder_of_the_library_is_a_layer()
    {
        var folders = typeof(CacheClient).Assembly.GetTypes().Select(type => type.Namespace ?? "").Where(name => name.StartsWith($"{Root}.", StringComparison.Ordinal)).Distinct();

        Assert.All(folders, name => Assert.Contains(Layers, layer => $"{name}.".StartsWith($"{Root}.{layer}.", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^using (?:static |\w+ = )?CacheLayer\.([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Imports();

    private static IEnumerable<string> Above(string layer) => Layers.SkipWhile(name => name != layer).Skip(1);

    // A public type stands as high as what it uses: the options may be used everywhere, CacheClient by what registers it.
    private static IEnumerable<string> PublicTypesThatUse(string[] above)
    {
        HashSet<string> found = [];
        for (var count = -1; count != found.Count;)
        {
            count = found.Count;
            var users = Types.InAssembly(typeof(CacheClient).Assembly).That().ResideInNamespaceMatching($"^{Root}$").And().HaveDependencyOnAny([.. above, .. found]).GetTypes();
            found.UnionWith(users.Select(type => type.FullName));
        }

        return found;
    }
}
