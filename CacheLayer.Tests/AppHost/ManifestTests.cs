using System.Text.Json;

namespace CacheLayer.Tests.AppHost;

/// <summary>The manifest that <c>--publisher manifest</c> writes can be deployed from another machine.</summary>
[Trait("Tier", "application")]
public sealed class ManifestTests : IDisposable
{
    private static readonly string[] Services = ["origin", "orchestrator", "invalidator"];

    // In the repository, as for a deployment from it: paths are relative to the manifest.
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, $"manifest-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Sentinel")]
    [InlineData("Cluster")]
    public async Task The_manifest_can_be_deployed_from_another_machine(string topology)
    {
        var resources = await PublishAsync($"--Cache:Topology={topology}", "--Cache:Runtime=Process");

        Assert.All(Texts(resources), text => Assert.DoesNotContain(Paths(), path => text.Contains(path, StringComparison.Ordinal)));
        Assert.All(Texts(resources), text => Assert.DoesNotMatch("127\\.0\\.0\\.1|localhost", text));
        Assert.False(resources.TryGetProperty("traffic", out _));
        var containers = resources.EnumerateObject().Where(resource => Type(resource.Value).StartsWith("container.", StringComparison.Ordinal)).ToArray();
        Assert.Equal(7, containers.Length);
        Assert.All(containers, container => IsDeployable(container.Value));
        Assert.DoesNotContain(resources.EnumerateObject(), resource => Type(resource.Value).StartsWith("executable.", StringComparison.Ordinal));
        Assert.All(Services, service => IsDeployableService(resources.GetProperty(service)));
    }

    [Fact]
    public async Task The_manifest_has_replicas_volumes_and_one_way_in()
    {
        var resources = await PublishAsync();
        var orchestrator = resources.GetProperty("orchestrator");
        Assert.Equal(2, orchestrator.GetProperty("replicas").GetInt32());
        Assert.Equal(["orchestrator"], Services.Where(service => resources.GetProperty(service).GetProperty("bindings").GetProperty("http").TryGetProperty("external", out _)));

        var events = Assert.Single(resources.GetProperty("events").GetProperty("volumes").EnumerateArray());
        Assert.Equal(resources.GetProperty("events").GetProperty("env").GetProperty("REDIS_DIR").GetString(), events.GetProperty("target").GetString());
        Assert.Equal("yes", resources.GetProperty("events").GetProperty("env").GetProperty("REDIS_APPENDONLY").GetString());

        var origin = resources.GetProperty("origin");
        var store = Assert.Single(origin.GetProperty("volumes").EnumerateArray()).GetProperty("target").GetString();
        Assert.Equal(store, Path.GetDirectoryName(origin.GetProperty("env").GetProperty("Origin__Store__Path").GetString()));
    }

    [Fact]
    public async Task A_deployment_that_would_write_nothing_says_so()
    {
        var run = await AppHostProcess.RunAsync(Environment.GetEnvironmentVariable("PATH")!, "--operation", "publish", "--step", "publish", "--output-path", _folder);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Nothing is published: this application has no compute environment", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder));
    }

    private static void IsDeployable(JsonElement container)
    {
        Assert.False(container.TryGetProperty("bindMounts", out _));
        IsBoundToFixedPorts(container);
        // A script as the only argument: what follows the command of 'sh -c' would be left out by the shell.
        Assert.Equal("/bin/sh", container.GetProperty("entrypoint").GetString());
        var script = Path.GetFileName(Assert.Single(container.GetProperty("args").EnumerateArray()).GetString()!);
        Assert.True(File.Exists(InRepository(container.GetProperty("build").GetProperty("context"), script)));
        Assert.Contains("HEALTHCHECK", File.ReadAllText(InRepository(container.GetProperty("build").GetProperty("dockerfile"))), StringComparison.Ordinal);
    }

    private static void IsDeployableService(JsonElement service)
    {
        IsBoundToFixedPorts(service);
        Assert.True(File.Exists(InRepository(service.GetProperty("path"))));
        Assert.Equal("/health", Assert.Single(service.GetProperty("healthChecks").EnumerateArray()).GetProperty("path").GetString());
    }

    private static void IsBoundToFixedPorts(JsonElement resource)
        => Assert.All(resource.GetProperty("bindings").EnumerateObject(), binding =>
        {
            Assert.False(binding.Value.TryGetProperty("port", out _));
            Assert.Contains(binding.Value.GetProperty("targetPort").GetInt32(), new[] { 6379, 16379, 26379, 8080 });
        });

    // The manifest is four folders below the root of the repository's tests.
    private static string InRepository(JsonElement path, string file = "") => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "manifest", path.GetString()!, file));

    private static string Type(JsonElement resource) => resource.GetProperty("type").GetString()!;

    private static string[] Paths()
        => [Support.RepositoryFiles.Find(""), Path.GetTempPath(), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };

    private async Task<JsonElement> PublishAsync(params string[] arguments)
    {
        var manifest = Path.Combine(_folder, "aspire-manifest.json");
        var run = await AppHostProcess.RunAsync(Environment.GetEnvironmentVariable("PATH")!, [.. arguments, "--Cache:Image=docker.io/library/redis:8.6", "--publisher", "manifest", "--output-path", manifest]);
        Assert.Equal(0, run.ExitCode);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(manifest));
        return document.RootElement.GetProperty("resources").Clone();
    }
}
