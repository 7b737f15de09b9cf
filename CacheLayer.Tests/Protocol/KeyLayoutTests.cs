using System.Text;
using CacheLayer.Scripts;
using StackExchange.Redis;

namespace CacheLayer.Tests.Protocol;

[Trait("Tier", "unit")]
public sealed class KeyLayoutTests
{
    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");

    [Fact]
    public void A_key_is_prefix_colon_id() => Assert.Equal("t:B000000001", (string?)KeyLayout.Value(Things, "B000000001"));

    [Theory]
    [InlineData("B000000001")]
    [InlineData("customer:B000000001")]
    [InlineData("a{b}c")]
    [InlineData("{a}")]
    [InlineData("a{}b")]
    [InlineData("a{}b{c}")]
    [InlineData("a}b")]
    [InlineData("a}b{")]
    [InlineData("}{a}")]
    [InlineData("a{b")]
    [InlineData("{{a}}")]
    [InlineData("日本{漫}画")]
    public void What_belongs_to_an_entry_shares_its_slot(string id)
    {
        var keys = KeyLayout.Entry(Things, id);

        Assert.Equal((string?)KeyLayout.Value(Things, id), keys.Value);
        Assert.Equal(Slot(keys.Value), Slot(keys.Lease));
        Assert.Equal(Slot(keys.Value), Slot(keys.Watermark));
        Assert.Equal(Slot(keys.Value), Slot(keys.Dependents));
        Assert.Equal(keys, KeyLayout.Entry(keys.Value));
    }

    [Fact]
    public void Different_ids_never_share_a_key()
    {
        string[] ids = ["a", "a}", "a{", "{a}", "{a}f", "a}f", "t:a", "{t:a}f", "a{b}", "a{b}f", "a{}b", "a{b", "}", "{", "{}"];

        var keys = ids.Select(id => KeyLayout.Entry(Things, id)).SelectMany(k => new string?[] { k.Value, k.Lease, k.Watermark, k.Dependents }).ToList();

        Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a\0b")]
    public void An_id_that_no_key_can_hold_is_refused(string? id)
        => Assert.Equal("id", Assert.Throws<ArgumentException>(() => KeyLayout.Value(Things, id!)).ParamName);

    [Theory]
    [InlineData(0xd83d)]
    [InlineData(0xdc00)]
    public void Half_a_surrogate_pair_is_refused(int half)
        => Assert.Throws<ArgumentException>(() => KeyLayout.Value(Things, $"\ufffd{(char)half}x"));

    [Fact]
    public void An_id_may_have_512_bytes_and_no_more()
    {
        KeyLayout.Value(Things, new('a', 512));
        KeyLayout.Value(Things, new('é', 256));

        Assert.Throws<ArgumentException>(() => KeyLayout.Value(Things, new('a', 513)));
        Assert.Throws<ArgumentException>(() => KeyLayout.Value(Things, new('é', 257)));
    }

    [Fact]
    public void A_bad_id_among_several_is_named_by_its_position()
        => Assert.Equal("ids[2]", Assert.Throws<ArgumentException>(() => KeyLayout.Values(Things, ["a", "b", null!])).ParamName);

    [Theory]
    [InlineData("{p}")]
    [InlineData("a b")]
    [InlineData("p:")]
    public void A_prefix_that_could_be_taken_for_something_else_is_refused(string prefix)
        => Assert.Throws<ArgumentException>(() => Keyspace.Create<string>("thing", prefix));

    // As the Redis Cluster specification has it.
    private static int Slot(RedisKey key)
    {
        ReadOnlySpan<byte> bytes = (byte[])key!;
        var open = bytes.IndexOf((byte)'{');
        var length = open < 0 ? -1 : bytes[(open + 1)..].IndexOf((byte)'}');
        var crc = 0;
        foreach (var value in length > 0 ? bytes.Slice(open + 1, length) : bytes)
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xFFFF;
            }
        }

        return crc % 16384;
    }

    [Fact]
    public void The_slots_of_this_test_are_those_of_Redis() => Assert.Equal(12739, Slot(Encoding.ASCII.GetBytes("123456789")));
}
