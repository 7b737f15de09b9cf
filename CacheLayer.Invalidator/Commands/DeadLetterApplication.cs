using System.CommandLine;
using System.CommandLine.Invocation;
using CacheLayer.Invalidator.DeadLetters;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Commands;

/// <summary>The command line for dead letters: every failure that is the user's to mend is one line on the error output.</summary>
internal static class DeadLetterApplication
{
    public const string Name = "dead-letters";

    /// <summary>Ends with the exit code.</summary>
    /// <param name="args">The arguments, <see cref="Name"/> first.</param>
    /// <param name="configuration">Where the event node is, and the settings of the invalidator.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="error">Where failures go.</param>
    /// <param name="stop">Ends it early.</param>
    public static async Task<int> RunAsync(string[] args, IConfiguration configuration, TextWriter output, TextWriter error, CancellationToken stop = default)
    {
        var office = new Func<Task<DeadLetterSession>>(() => DeadLetterSession.ConnectAsync(configuration));
        var root = new RootCommand("The invalidator. Without a command it takes change events and invalidates.")
        {
            new Command(Name, "Lists, redrives or purges what could not be carried out.")
            {
                ListCommand.Create(office, output),
                RedriveCommand.Create(office, output),
                PurgeCommand.Create(office, output),
            },
        };
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            return await FailAsync(string.Join(' ', parsed.Errors.Select(problem => problem.Message)), ExitCodes.BadInput);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error }, stop);
        }
        catch (BadSelectionException problem)
        {
            return await FailAsync(problem.Message, ExitCodes.BadInput);
        }
        catch (RedisConnectionException exception)
        {
            // Its message advises programmers.
            return await FailAsync($"The event node cannot be reached: {exception.FailureType}.", ExitCodes.Unreachable);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return await FailAsync($"The event node does not answer: {exception.Message}", ExitCodes.Unreachable);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }

        async Task<int> FailAsync(string reason, int exitCode)
        {
            await error.WriteLineAsync(reason.ReplaceLineEndings(" ").Replace("\t", ""));
            return exitCode;
        }
    }
}
