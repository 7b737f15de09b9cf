using System.Buffers;
using System.Text;
using CacheLayer.Redis.Connections;

namespace CacheLayer.Tests.L1;

[Trait("Tier", "unit")]
public sealed class RespReaderTests
{
    private const string Push = ">2\r\n$10\r\ninvalidate\r\n*2\r\n$3\r\nt:a\r\n$3\r\nt:b\r\n";

    [Fact]
    public void A_push_names_the_keys()
    {
        var value = Assert.Single(Read(Push, Push.Length));
        Assert.Equal(RespKind.Push, value.Kind);
        Assert.Equal("invalidate", value.Items[0].Text);
        Assert.Equal(["t:a", "t:b"], value.Items[1].Items.Select(key => key.Text));
    }

    [Theory]
    [InlineData(">2\r\n$10\r\ninvalidate\r\n_\r\n")]
    [InlineData(">2\r\n$10\r\ninvalidate\r\n*-1\r\n")]
    public void A_flush_names_none(string push) => Assert.Equal(RespKind.Null, Assert.Single(Read(push, push.Length)).Items[1].Kind);

    [Fact]
    public void Whatever_the_pieces_it_comes_in_it_is_the_same()
    {
        var all = $"%1\r\n+proto\r\n:3\r\n+OK\r\n{Push}$5\r\n12345\r\n-ERR no\r\n";
        foreach (var size in new[] { 1, 2, 3, 7, 1000 })
        {
            var values = Read(all, size);
            Assert.Equal([RespKind.Many, RespKind.Text, RespKind.Push, RespKind.Text, RespKind.Error], values.Select(value => value.Kind));
            Assert.Equal(["", "OK", "", "12345", "ERR no"], values.Select(value => value.Text));
            Assert.Equal(2, values[2].Items[1].Items.Length);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("\r\n")]
    [InlineData("$x\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("*2147483647\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    public void What_is_not_meant_is_refused(string text) => Assert.Throws<InvalidDataException>(() => Read(text, text.Length));

    private static List<RespValue> Read(string text, int size)
    {
        var values = new List<RespValue>();
        var pending = new List<byte>();
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(size))
        {
            pending.AddRange(piece);
            var buffer = new ReadOnlySequence<byte>([.. pending]);
            while (!buffer.IsEmpty && RespReader.TryRead(ref buffer, out var value))
            {
                values.Add(value);
            }

            pending = [.. buffer.ToArray()];
        }

        Assert.Empty(pending);
        return values;
    }
}
