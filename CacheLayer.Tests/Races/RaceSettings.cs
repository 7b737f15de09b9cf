using System.Globalization;
using CacheLayer.Tests.Races.Histories;

namespace CacheLayer.Tests.Races;

/// <summary>How the library is set in the races, and how many of them are run.</summary>
internal static class RaceSettings
{
    private const string HistoriesVariable = "CACHELAYER_RACE_HISTORIES";

    /// <summary>Nobody waits: every reader has a fetch of its own.</summary>
    public static CacheLayerOptions Impatient { get; } = new(Versions: false, FillWaitFactor: 0, TimeSpan.FromMinutes(1));

    /// <summary>Readers wait for the other process for as long as it takes.</summary>
    public static CacheLayerOptions Patient { get; } = Impatient with { FillWaitFactor = 2 };

    /// <summary>The library's defaults: readers wait, but not for ever.</summary>
    public static CacheLayerOptions Default { get; } = new(Versions: false, FillWaitFactor: 2, TimeSpan.FromMilliseconds(50));

    /// <summary>How many random histories there are: few, unless the environment asks for more.</summary>
    public static int Histories { get; } = int.Parse(Environment.GetEnvironmentVariable(HistoriesVariable) ?? "8000", CultureInfo.InvariantCulture);
}
