using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Execution;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Gets the dashboard from the npm registry, where the Aspire CLI is published with the dashboard inside, into the user's
/// cache folder; once for all checkouts.
/// </summary>
internal sealed class DashboardInstaller(ProcessLauncher launcher, ResourceLoggerService loggers, ILogger<DistributedApplication> logger)
{
    private const string Version = "13.5.4";
    private const string LogName = "aspire-dashboard-install";

    private static readonly string Package = $"aspire-cli-{Platform()}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static readonly string Folder = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "cachelayer", $"aspire-{Version}");

    private static readonly string Cli = Path.Combine(Folder, "node_modules", "@microsoft", Package);

    /// <exception cref="DistributedApplicationException">It could not be installed; the message says why.</exception>
    public async Task<string> GetProgramAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        // Two runs at the same time install one after the other. The lock ends with the process that holds it.
        using var held = await LockAsync(Path.Combine(Folder, "lock"), cancellationToken).ConfigureAwait(false);
        if (FindProgram() is { } installed)
        {
            return installed;
        }

        Log.Installing(logger, Folder);
        await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--prefix", Folder, $"@microsoft/{Package}@{Version}"], cancellationToken).ConfigureAwait(false);
        await RunAsync(Path.Combine(Cli, "bin", OperatingSystem.IsWindows() ? "aspire.exe" : "aspire"), ["setup", "--non-interactive", "--nologo"], cancellationToken).ConfigureAwait(false);
        return FindProgram() ?? throw new DistributedApplicationException($"the package @microsoft/{Package} has no dashboard in it");
    }

    private static string Platform() => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    private static string? FindProgram()
    {
        var program = Path.Combine(Cli, "bundle", "managed", OperatingSystem.IsWindows() ? "aspire-managed.exe" : "aspire-managed");
        return File.Exists(program) ? program : null;
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Somebody else installs.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string> { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true", ["HOME"] = Folder };
        var log = loggers.LogOf(LogName);
        var process = await launcher.StartAsync(new LaunchSpec(program, arguments, Folder, program == "npm" ? new Dictionary<string, string>() : environment), log).ConfigureAwait(false);
        await using var stop = cancellationToken.Register(() => _ = process.StopAsync());
        var exitCode = await process.Ended.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode != 0)
        {
            var lines = log.ReadAll().Where(line => line.Content.Contains("error", StringComparison.Ordinal)).Take(3).Select(line => line.Content[(line.Content.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            throw new DistributedApplicationException($"{Path.GetFileName(program)} ended with {exitCode}: {string.Join(" / ", lines)}");
        }
    }
}
