using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Redis;

/// <summary>A redis-server or sentinel, started by the application's own script, that can be killed, hung and started again.</summary>
internal sealed class RedisProcess : IDisposable
{
    private const int Kill9 = 9;
    private const int Cont = 18;
    private const int Stop = 19;

    private readonly string _script;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly StringBuilder _output = new();
    private Process? _process;

    public RedisProcess(string script, int port, IReadOnlyDictionary<string, string> environment, string host = "127.0.0.1")
    {
        _script = RepositoryFiles.Find(Path.Combine("CacheLayer.AppHost", "RedisReplicaSet", script));
        _environment = environment;
        Port = port;
        Address = $"{host}:{port}";

        // Tests that are stopped half way leave no server behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    public int Port { get; }

    public string Address { get; }

    /// <summary>Where it keeps its files.</summary>
    public string Folder => _environment["REDIS_DIR"];

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public void Start()
    {
        RedisInstallation.ThrowIfMissing();
        var start = new ProcessStartInfo("/bin/sh", [_script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary><c>kill -9</c>.</summary>
    public void Kill()
    {
        if (IsRunning)
        {
            Send(Kill9);
            _process!.WaitForExit();
        }
    }

    /// <summary>Hangs it: connections stay open, nothing is answered.</summary>
    public void Hang() => Send(Stop);

    /// <summary>Ends <see cref="Hang"/>.</summary>
    public void Resume() => Send(Cont);

    public void Dispose() => Kill();

    private void Send(int signal)
    {
        if (SendSignal(_process!.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} to {Address} failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int pid, int signal);
}
