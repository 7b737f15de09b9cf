using System.Diagnostics;
using CacheLayer.Invalidator;

namespace CacheLayer.Tests.Invalidator;

/// <summary>The invalidator as a process of its own, which can be killed.</summary>
internal sealed class InvalidatorProcess : IDisposable
{
    private readonly Process _process;

    public InvalidatorProcess(string cacheConnectionString, string eventsConnectionString, params string[] settings)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec",
            typeof(InvalidatorApp).Assembly.Location,
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:cache={cacheConnectionString}",
            $"--ConnectionStrings:events={eventsConnectionString}",
            "--Admin:Key=the key of the administrator",
            .. settings.Select(setting => $"--{setting}"),
        ]))!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public void Dispose() => Kill();
}
