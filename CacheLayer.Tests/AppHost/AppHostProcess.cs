using System.Diagnostics;
using CacheLayer.AppHost.Startup;

namespace CacheLayer.Tests.AppHost;

/// <summary>The AppHost as a program of its own, as a user starts it.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to the console.</param>
/// <param name="Errors">What it wrote to the console as errors.</param>
internal sealed record AppHostProcess(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(3);

    /// <summary>Runs until it ends by itself.</summary>
    /// <param name="path">The folders that programs are found in.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<AppHostProcess> RunAsync(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CacheLayer.AppHost.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = path,
                // As in the launch profile.
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                ["ASPNETCORE_URLS"] = $"http://localhost:{FreePorts.Next()}",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{FreePorts.Next()}",
                ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{FreePorts.Next()}",
            },
        };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(EndsWithin);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
