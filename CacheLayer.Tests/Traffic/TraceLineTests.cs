using CacheLayer.Traffic.Traces;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class TraceLineTests
{
    [Theory]
    [InlineData(",7,,get,", null, 7, "Get")]
    [InlineData("0.5,0,1839,get,300", 0.5, 0, "Get")]
    [InlineData("12,2147483647,,set,60", 12.0, int.MaxValue, "Set")]
    [InlineData("12,3,,delete,", 12.0, 3, "Delete")]
    public void A_good_line_is_read(string text, double? time, int key, string operation)
    {
        Assert.True(TraceLine.TryParse(text, out var line, out _));
        Assert.Equal(new TraceLine(time, key, Enum.Parse<TraceOperation>(operation)), line);
    }

    [Theory]
    [InlineData("", "expected 5 fields")]
    [InlineData(",7,,get", "found 4")]
    [InlineData(",7,,get,,", "found more")]
    [InlineData("x,7,,get,", "time_s is not a number of seconds: 'x'")]
    [InlineData("-1,7,,get,", "time_s")]
    [InlineData(",,,get,", "key_id")]
    [InlineData(",-7,,get,", "key_id")]
    [InlineData(",2147483648,,get,", "key_id")]
    [InlineData(", 7,,get,", "key_id")]
    [InlineData(",7,big,get,", "value_bytes is not a number: 'big'")]
    [InlineData(",7,,GET,", "op is none of get, set, delete: 'GET'")]
    [InlineData(",7,,get,soon", "ttl_s is not a number: 'soon'")]
    public void A_bad_line_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(TraceLine.TryParse(text, out _, out var given));
        Assert.Contains(reason, given, StringComparison.Ordinal);
    }
}
