using System.Text;
using CacheLayer.Redis.Cluster;
using CacheLayer.Scripts;

namespace CacheLayer.Tests.Cluster;

[Trait("Tier", "unit")]
public sealed class HashSlotTests
{
    // As CLUSTER KEYSLOT answers.
    [Theory]
    [InlineData("", 0)]
    [InlineData("123456789", 12739)]
    [InlineData("foo", 12182)]
    [InlineData("{foo}bar", 12182)]
    [InlineData("x{foo}{bar}", 12182)]
    [InlineData("{}foo", 9500)]
    [InlineData("a}b", 7866)]
    [InlineData("鍵", 9242)]
    public void A_slot_is_that_of_the_hash_tag_or_of_the_whole_key(string key, int slot)
        => Assert.Equal(slot, HashSlot.Of(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("plain")]
    [InlineData("a{b}c")]
    [InlineData("a}b")]
    [InlineData("a{b")]
    [InlineData("{}")]
    [InlineData("{}{b}")]
    [InlineData("}{")]
    [InlineData("{{b}}")]
    [InlineData("\r\n")]
    [InlineData("鍵")]
    public void What_belongs_to_a_value_is_in_its_slot(string id)
    {
        var keys = KeyLayout.Entry(Keyspace.Create<string>("thing", "t"), id);
        var slot = HashSlot.Of(keys.Value);
        Assert.Equal([slot, slot, slot], [HashSlot.Of(keys.Lease), HashSlot.Of(keys.Watermark), HashSlot.Of(keys.Dependents)]);
    }
}
