using CacheLayer.Scripts;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Protocol;

/// <summary>The Lua files of the library, as a server sees them.</summary>
[Trait("Tier", "redis")]
public sealed class LuaFileTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    public static TheoryData<string> Names => [.. Files.Select(file => Path.GetFileNameWithoutExtension(file))];

    private static string[] Files { get; } = Directory.GetFiles(RepositoryFiles.Find("CacheLayer/Scripts"), "*.lua");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_file_is_a_script_of_a_wrapper_or_included_by_one(string name)
    {
        Assert.Equal(40, ((string)(await fixture.Redis.Nodes[0].ExecuteAsync("SCRIPT", "LOAD", LuaFile.Load(name)))!).Length);
        var wrappers = Directory.GetFiles(RepositoryFiles.Find("CacheLayer/Scripts"), "*.cs").Count(file => File.ReadAllText(file).Contains($"LuaFile.Load(\"{name}\")", StringComparison.Ordinal));
        var isIncluded = Files.Any(file => File.ReadAllLines(file).Contains($"-- include {name}"));
        Assert.True(wrappers is 1 != isIncluded, $"{name}.lua has {wrappers} wrappers{(isIncluded ? ", and is included" : "")}.");
    }
}
