using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Documentation;

/// <summary>Commands of the pages name scripts, projects, tests and options that there are.</summary>
[Trait("Tier", "application")]
public sealed partial class CommandTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    // Their command lines have commands and options; others take settings.
    private static readonly string[] Programs = ["CacheLayer.Traffic", "CacheLayer.Benchmarks", "CacheLayer.Invalidator"];

    private static readonly ConcurrentDictionary<string, Task<string>> Helps = new();

    private static readonly string[] Tests =
    [
        .. typeof(CommandTests).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsClass: true })
            .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => $"{type.FullName}.{method.Name}")),
    ];

    public static TheoryData<string> Pages => Page.All;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_can_be_run(string path)
    {
        foreach (var command in Page.Read(path).Commands)
        {
            if (await ProblemAsync(command) is { } problem)
            {
                Assert.Fail($"{path}: {command}{Environment.NewLine}{problem}");
            }
        }
    }

    [Theory]
    [InlineData("./tset.sh", "There is no file tset.sh.")]
    [InlineData("dotnet build CacheLayer.Benchmark", "There is no project CacheLayer.Benchmark.")]
    [InlineData("dotnet run --project CacheLayer.Apphost -- --x", "There is no project CacheLayer.Apphost.")]
    [InlineData("dotnet test CacheLayer.Tests --filter FullyQualifiedName~FillRaceTest.A", "No test has a name with FillRaceTest.A.")]
    [InlineData("A=1 dotnet run -c Release --project CacheLayer.Traffic -- generate --rates 500", "CacheLayer.Traffic generate has no option --rates.")]
    [InlineData("dotnet run --project CacheLayer.Traffic -- generat --rate 500", "CacheLayer.Traffic has no command generat.")]
    [InlineData("CacheLayer.Invalidator dead-letters list [--pages 20]", "CacheLayer.Invalidator dead-letters list has no option --pages.")]
    [InlineData("CACHELAYER_FUZZ_RECORD=1 ./test.sh", "No test reads CACHELAYER_FUZZ_RECORD.")]
    [InlineData("dotnet run --project CacheLayer.Traffic -- generate --rate 500", null)]
    [InlineData("A=1 ./test.sh --filter \"FullyQualifiedName~CommandTests\"", null)]
    public async Task A_wrong_command_is_found(string command, string? problem) => Assert.Equal(problem, await ProblemAsync(command));

    private static async Task<string?> ProblemAsync(string command)
    {
        var words = Words().Matches(command).Select(word => word.Value.Trim('"', '\'', '[', ']')).ToList();
        var variables = words.TakeWhile(word => Variable().IsMatch(word)).ToList();
        if (variables.Find(variable => variable.StartsWith("CACHELAYER_", StringComparison.Ordinal) && !IsRead(variable.Split('=')[0])) is { } unread)
        {
            return $"No test reads {unread.Split('=')[0]}.";
        }

        words.RemoveRange(0, variables.Count);
        return words switch
        {
            [var script, ..] when (script.StartsWith("./", StringComparison.Ordinal) || script.StartsWith(".ci/", StringComparison.Ordinal)) && Path.GetExtension(script) is ".sh" or ""
                => Missing(script.StartsWith("./", StringComparison.Ordinal) ? script[2..] : script, "file") ?? OfFilter(words),
            ["dotnet", "run", ..] when words.IndexOf("--project") is > 0 and var at
                => Missing(words[at + 1], "project") ?? await OfProgramAsync(words[at + 1], words.SkipWhile(word => word is not "--").Skip(1)),
            ["dotnet", "test" or "build" or "pack" or "publish" or "format" or "restore", ..]
                => words.Where(word => word.StartsWith("CacheLayer", StringComparison.Ordinal)).Select(word => Missing(word, "project")).FirstOrDefault(problem => problem is not null) ?? OfFilter(words),
            [var program, _, ..] when Programs.Contains(program) => await OfProgramAsync(program, words.Skip(1)),
            _ => null,
        };
    }

    private static string? Missing(string path, string what) => Path.Exists(RepositoryFiles.Find(path)) ? null : $"There is no {what} {path}.";

    private static bool IsRead(string variable)
        => Directory.EnumerateFiles(RepositoryFiles.Find("CacheLayer.Tests"), "*.cs", SearchOption.AllDirectories)
            .Any(file => Path.GetFileName(file) is not "CommandTests.cs" && File.ReadAllText(file).Contains($"\"{variable}\"", StringComparison.Ordinal));

    private static string? OfFilter(List<string> words)
        => words.Select(word => Filter().Match(word)).FirstOrDefault(match => match.Success) is { } match && !Array.Exists(Tests, test => test.Contains(match.Groups[1].Value, StringComparison.Ordinal))
            ? $"No test has a name with {match.Groups[1].Value}."
            : null;

    private static async Task<string?> OfProgramAsync(string program, IEnumerable<string> arguments)
    {
        var command = string.Join(' ', arguments.TakeWhile(word => Name().IsMatch(word)).Take(2).TakeWhile((word, i) => i is 0 || arguments.First() is "dead-letters"));

        // What follows "micro" is for BenchmarkDotNet.
        if (!Programs.Contains(program) || command is "" or "micro")
        {
            return null;
        }

        var help = await Helps.GetOrAdd($"{program} {command}", _ => HelpAsync(program, command.Split(' ')));
        return !help.Contains($"{program} {command}", StringComparison.Ordinal) ? $"{program} has no command {command}."
            : arguments.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !Regex.IsMatch(help, $"{Regex.Escape(word)}\\b")) is { } option ? $"{program} {command} has no option {option}."
            : null;
    }

    private static async Task<string> HelpAsync(string program, string[] command)
    {
        var assembly = RepositoryFiles.Find($"{program}/bin/{Configuration}/net10.0/{program}.dll");
        Assert.True(File.Exists(assembly), $"Build the solution first: there is no {assembly}.");
        using var run = Process.Start(new ProcessStartInfo("dotnet", [assembly, .. command, "--help"]) { RedirectStandardOutput = true })!;
        var help = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return help;
    }

    [GeneratedRegex("""("[^"]*"|'[^']*'|[^\s"'])+""")]
    private static partial Regex Words();

    [GeneratedRegex("^[A-Za-z_]+=")]
    private static partial Regex Variable();

    [GeneratedRegex("FullyQualifiedName~([\\w.+]+)")]
    private static partial Regex Filter();

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex Name();
}
