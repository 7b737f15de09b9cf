using System.ComponentModel;
using System.Diagnostics;

namespace Aspire.Hosting;

/// <summary>The container engine of this machine, if there is one.</summary>
internal static class ContainerEngine
{
    private const int AnswerWithinMs = 3000;

    private static readonly Lazy<string?> Answering = new(() => Candidates().FirstOrDefault(Answers));

    /// <summary>The command of the engine that answers; null when none does.</summary>
    public static string? Command => Answering.Value;

    /// <summary>Containers where an engine answers, else processes.</summary>
    public static RedisRuntime DefaultRuntime => Command is null ? RedisRuntime.Process : RedisRuntime.Container;

    private static string[] Candidates()
        => Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } chosen ? [chosen] : ["docker", "podman"];

    // The command alone says nothing: without a running engine 'info' fails, or hangs.
    private static bool Answers(string command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(AnswerWithinMs))
            {
                return process.ExitCode is 0;
            }

            process.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
