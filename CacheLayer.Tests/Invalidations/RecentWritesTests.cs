using System.Runtime.InteropServices;
using CacheLayer.Invalidations;
using CacheLayer.Scripts;

namespace CacheLayer.Tests.Invalidations;

/// <summary>What a process remembers of its own writes.</summary>
[Trait("Tier", "unit")]
public sealed class RecentWritesTests
{
    [Fact]
    public void Of_a_value_that_was_pushed_only_its_time_stays_in_memory()
    {
        var recent = new RecentWrites(TimeProvider.System);
        var entry = new byte[100_000];
        entry[3] = 7;

        recent.Stores(KeyLayout.Entry("p:1"), entry.AsMemory(3, 9));

        var storedAt = Assert.Single(recent.All()).StoredAt;
        Assert.Equal(entry.AsSpan(3, 9).ToArray(), storedAt.ToArray());
        Assert.True(MemoryMarshal.TryGetArray(storedAt, out var kept));
        Assert.Equal(9, kept.Array!.Length);
    }
}
