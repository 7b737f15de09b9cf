using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

/// <summary>
/// Starts processes that end with the AppHost, even if that is killed. On Linux the kernel does it (setpriv's pdeathsig), and
/// counts from the end of the *thread* that started the process; hence one thread for all, which lives as long as the AppHost.
/// A session of its own (setsid) keeps the terminal's Ctrl+C from the process: it is stopped in its turn. Both replace
/// themselves by the process, so that its id is its own.
/// </summary>
internal sealed class ProcessLauncher : IDisposable
{
    private static readonly string[] Wrapper = FindOnPath("setsid") && FindOnPath("setpriv") ? ["setsid", "setpriv", "--pdeathsig", "KILL", "--"] : [];

    // Meant for the AppHost itself, not for what it starts.
    private static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    private readonly BlockingCollection<Action> _starts = [];

    public ProcessLauncher() => new Thread(StartAll) { IsBackground = true, Name = "process launcher" }.Start();

    public Task<ManagedProcess> StartAsync(LaunchSpec spec, ResourceLog log)
    {
        var started = new TaskCompletionSource<ManagedProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(Start(spec, log));
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task;
    }

    public void Dispose() => _starts.CompleteAdding();

    private static ManagedProcess Start(LaunchSpec spec, ResourceLog log)
    {
        if (!spec.FileName.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && !FindOnPath(spec.FileName))
        {
            throw new DistributedApplicationException($"'{spec.FileName}' is not on the PATH.");
        }

        if (spec.FileName.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && !File.Exists(spec.FileName))
        {
            throw new DistributedApplicationException($"'{spec.FileName}' is not there.");
        }

        string[] command = [.. Wrapper, spec.FileName, .. spec.Arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in NotInherited)
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        return new ManagedProcess(info, log, ownsSession: Wrapper.Length > 0);
    }

    private static bool FindOnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || (OperatingSystem.IsWindows() && File.Exists(Path.Combine(folder, program + ".exe"))));

    private void StartAll()
    {
        foreach (var start in _starts.GetConsumingEnumerable())
        {
            start();
        }
    }
}
