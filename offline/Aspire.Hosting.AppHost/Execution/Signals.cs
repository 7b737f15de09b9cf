using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Execution;

internal static partial class Signals
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;

    public static void Terminate(Process process, bool wholeSession)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
            return;
        }

        Send(process.Id, wholeSession, Sigterm);
    }

    public static void Kill(Process process, bool wholeSession)
    {
        if (!OperatingSystem.IsWindows())
        {
            Send(process.Id, wholeSession, Sigkill);
        }
        else if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    // The result is of no interest: a process that is no longer there needs no signal. A negative id means the group.
    private static void Send(int id, bool wholeSession, int signal) => _ = SendSignal(wholeSession ? -id : id, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);
}
