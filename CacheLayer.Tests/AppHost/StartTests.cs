using System.Runtime.Versioning;
using CacheLayer.Tests.Redis;

namespace CacheLayer.Tests.AppHost;

/// <summary>What a user sees when the application cannot start.</summary>
[Trait("Tier", "application")]
[Collection(RedisFaultTests.Name)]
public sealed class StartTests : IDisposable
{
    private readonly string _programs = Directory.CreateTempSubdirectory("cachelayer-programs").FullName;

    public void Dispose() => Directory.Delete(_programs, recursive: true);

    [Theory]
    [InlineData("", 3, "Redis cannot run, as no container engine answers and redis-server is not installed: install redis-server with ")]
    [InlineData("Process", 3, "Cache:Runtime is Process, but redis-server is not installed: install redis-server with ")]
    [InlineData("Container", 1, "Cache:Runtime is Container, but no container engine answers: start Docker or Podman.")]
    public async Task Without_redis_server_and_an_engine_one_line_says_what_to_do(string runtime, int exitCode, string line)
    {
        var run = await AppHostProcess.RunAsync(_programs, $"--Cache:Runtime={runtime}");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith(line, Assert.Single(Lines(run.Errors)), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_resource_that_does_not_start_ends_the_application_with_its_log_and_an_exit_code()
    {
        var server = Path.Combine(_programs, "redis-server");
        await File.WriteAllTextAsync(server, "#!/bin/sh\necho 'no memory left'\nexit 9\n");
        File.SetUnixFileMode(server, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = await AppHostProcess.RunAsync($"{_programs}:{Environment.GetEnvironmentVariable("PATH")}", "--Cache:Runtime=Process", "--Cache:Topology=Single");

        Assert.Equal(1, run.ExitCode);
        var lines = Lines(run.Errors);
        Assert.Matches("^(events|cache-1) did not start \\(.*exit code 9\\)\\. The last lines of its log:$", lines[0]);
        Assert.Contains(lines, line => line.EndsWith("no memory left", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
