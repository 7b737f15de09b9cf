namespace CacheLayer.Traffic.Traces;

/// <summary>The reads of a trace, in order.</summary>
internal sealed class Trace(string name, int[] keys, double[]? times, int skippedWrites)
{
    public string Name => name;

    /// <summary>The key of each request.</summary>
    public IReadOnlyList<int> Keys => keys;

    /// <summary>Seconds of each request on the trace's own clock, never falling; null when the trace has none.</summary>
    public IReadOnlyList<double>? Times => times;

    /// <summary>Sets and deletes of the trace: a reader of a catalogue does neither, so they are left out.</summary>
    public int SkippedWrites => skippedWrites;
}
