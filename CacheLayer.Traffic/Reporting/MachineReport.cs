using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CacheLayer.Traffic.Reporting;

/// <summary>The machine of the generator, and what the generator took of it.</summary>
internal sealed record MachineReport(
    string System, string Architecture, string Runtime, int Cores, double MemoryGigabytes, double GeneratorCpuSeconds)
{
    public static MachineReport Take()
    {
        using var process = Process.GetCurrentProcess();
        return new MachineReport(
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            RuntimeInformation.FrameworkDescription,
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
            Math.Round(process.TotalProcessorTime.TotalSeconds, 1));
    }
}
