namespace CacheLayer.Tests.Hybrid;

/// <summary>A class as applications have them: mutable, and with no attributes of any serialiser.</summary>
public sealed class Thing
{
    public string Name { get; set; } = "";

    public List<int> Numbers { get; set; } = [];
}
