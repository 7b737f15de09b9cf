using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

/// <summary>A process whose output is kept, and that can be stopped.</summary>
internal sealed class ManagedProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly bool _ownsSession;

    public ManagedProcess(ProcessStartInfo info, ResourceLog log, bool ownsSession)
    {
        _ownsSession = ownsSession;
        _process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Exited += (_, _) => exited.TrySetResult();
        _process.Start();
        _process.StandardInput.Close();
        Id = _process.Id;
        var output = Task.WhenAll(CopyAsync(_process.StandardOutput, log, isError: false), CopyAsync(_process.StandardError, log, isError: true));
        _ = EndAsync(exited.Task, output);
    }

    public int Id { get; }

    /// <summary>Its exit code, when it has ended.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Asks it to end, and kills it when it does not do so in time.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync()
    {
        Signals.Terminate(_process, _ownsSession);
        await ((Task)Ended).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var endedByItself = Ended.IsCompleted;
        if (!endedByItself)
        {
            Signals.Kill(_process, _ownsSession);
        }

        await Ended.ConfigureAwait(false);
        return endedByItself;
    }

    private static async Task CopyAsync(StreamReader reader, ResourceLog log, bool isError)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            log.Write(line, isError);
        }
    }

    private async Task EndAsync(Task exited, Task output)
    {
        await exited.ConfigureAwait(false);

        // What it has started itself ends with it, and lets go of its output.
        Signals.Kill(_process, _ownsSession);
        await output.WaitAsync(LastOutput).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var exitCode = _process.ExitCode;
        _process.Dispose();
        _ended.SetResult(exitCode);
    }
}
