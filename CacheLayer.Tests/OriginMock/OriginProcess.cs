using System.Diagnostics;
using System.Net;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.OriginMock;

/// <summary>The origin as a process of its own, which can be killed (<c>kill -9</c>) and started again.</summary>
internal sealed class OriginProcess : IDisposable
{
    private readonly ProcessStartInfo _start;
    private Process? _process;

    public OriginProcess(string eventsConnectionString, string storePath)
    {
        var address = $"http://127.0.0.1:{FreePorts.Take(1)[0]}";
        Admin = new HttpClient { BaseAddress = new Uri(address), DefaultRequestHeaders = { { "X-Admin-Key", OriginUnderTest.AdminKey } } };
        _start = new(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "CacheLayer.OriginMock.dll"),
                $"--urls={address}",
                $"--ConnectionStrings:events={eventsConnectionString}",
                $"--Admin:Key={OriginUnderTest.AdminKey}",
                "--Origin:LatencyMs=0",
                $"--Origin:Store:Path={storePath}",
                "--Logging:LogLevel:Default=Error",
            ]);

        // Tests that are stopped half way leave no process behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
    }

    public HttpClient Admin { get; }

    public async Task StartAsync()
    {
        _process = Process.Start(_start)!;
        await Eventually.AsyncThat("the origin answers", async () => (await Admin.GetAsync("/products/B000000000")).StatusCode is HttpStatusCode.OK);
    }

    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Kill();
        Admin.Dispose();
    }
}
