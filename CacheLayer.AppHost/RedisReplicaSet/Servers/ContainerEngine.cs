using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting;

/// <summary>The container engine of this machine, if there is one.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PullWithin = TimeSpan.FromMinutes(2);

    private static readonly Lazy<string?> Answering = new(() => Candidates().FirstOrDefault(Answers));

    /// <summary>The command of the engine that answers; null when none does.</summary>
    public static string? Command => Answering.Value;

    /// <summary>Whether the engine has <paramref name="image"/> already.</summary>
    public static bool HasImage(string engine, string image) => Run(engine, LookWithin, "image", "inspect", "--format", "{{.Id}}", image) is null;

    /// <summary>Pulls <paramref name="image"/>, in a bounded time; returns what went wrong, or null.</summary>
    public static string? Pull(string engine, string image) => Run(engine, PullWithin, "pull", "--quiet", image);

    /// <summary>Removes a volume; returns what went wrong, or null.</summary>
    public static string? RemoveVolume(string engine, string volume) => Run(engine, LookWithin, "volume", "rm", "--force", volume);

    private static string[] Candidates()
        => Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];

    // The command alone says nothing: without a running engine 'info' fails, or hangs.
    private static bool Answers(string command) => Run(command, AnswerWithin, "info") is null;

    /// <summary>Runs a command of the engine; returns the last line of its errors when it fails, or null.</summary>
    private static string? Run(string engine, TimeSpan limit, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return $"no answer within {limit.TotalSeconds:0} s";
            }

            return process.ExitCode is 0 ? null : LastLine(errors.GetAwaiter().GetResult()) ?? $"exit code {process.ExitCode}";
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }

    private static string? LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
