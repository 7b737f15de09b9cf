using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;

namespace CacheLayer.Traffic.Commands;

/// <summary>The command line: every failure that is the user's to mend is one line on the error output.</summary>
internal static class TrafficApplication
{
    // After Ctrl+C, what is under way is waited for and reported.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(1);

    /// <summary>Ends with the exit code; without arguments a load is generated, as for a resource that one starts by a click.</summary>
    public static async Task<int> RunAsync(string[] args, IAnsiConsole console, TextWriter error, TimeProvider time, CancellationToken stop = default)
    {
        var root = new RootCommand("Sends traffic to the orchestrators, open-loop, and judges the answers by the service levels.")
        {
            ReplayCommand.Create(console, time),
            GenerateCommand.Create(console, time),
        };
        var parsed = root.Parse(args.Length > 0 ? args : ["generate"]);
        if (parsed.Action is ParseErrorAction)
        {
            await error.WriteLineAsync(string.Join(' ', parsed.Errors.Select(problem => problem.Message)).ReplaceLineEndings(" ").Replace("\t", ""));
            return ExitCodes.BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestEnd },
                stop);
        }
        catch (BadInputException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return ExitCodes.BadInput;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }
}
