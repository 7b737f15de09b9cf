using System.IO.Compression;
using CacheLayer.Traffic;
using CacheLayer.Traffic.Traces;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class TraceReaderTests
{
    [Fact]
    public void Reads_are_kept_in_order_and_writes_are_counted()
    {
        var trace = Read(",4,,get,", ",4,10,set,60", ",0,,get,", ",4,,delete,");

        Assert.Equal([4, 0], trace.Keys);
        Assert.Equal(2, trace.SkippedWrites);
        Assert.Null(trace.Times);
    }

    [Fact]
    public void A_clock_is_kept() => Assert.Equal([0, 0, 1.5], Read("0,4,,get,", "0,0,,get,", "1.5,4,,get,").Times);

    [Theory]
    [InlineData("t:3: key_id", ",4,,get,", ",x,,get,")]
    [InlineData("t:3: time_s goes back from 2 to 1", "2,4,,get,", "1,4,,get,")]
    [InlineData("t:3: time_s is given on some lines", "2,4,,get,", ",4,,get,")]
    [InlineData("t:3: time_s is given on some lines", ",4,,get,", "2,4,,get,")]
    [InlineData("t: the trace has no get request", ",4,,set,")]
    public void A_bad_trace_is_refused_with_file_line_and_reason(string message, params string[] lines)
        => Assert.StartsWith(message, Assert.Throws<BadInputException>(() => Read(lines)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_without_the_header_is_refused()
        => Assert.StartsWith(
            "t:1: ", Assert.Throws<BadInputException>(() => TraceReader.Read(new StringReader(",4,,get,"), "t")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_written_trace_is_read_again_plain_or_gzipped()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in (string[])[folder.File("trace.csv"), folder.File("trace.csv.gz")])
        {
            TraceWriter.Write(file, [70, 9, 70], [0, 0.25, 1]);

            var trace = TraceReader.Read(file);
            Assert.Equal([0, 1, 0], trace.Keys);
            Assert.Equal([0, 0.25, 1], trace.Times);
        }
    }

    [Fact]
    public void A_broken_gzip_file_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("trace.csv.gz");
        using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            gzip.Write("time_s,key_id,value_bytes,op,ttl_s\n"u8);
        }

        var bytes = File.ReadAllBytes(file);
        bytes[12] ^= 0xFF;
        File.WriteAllBytes(file, bytes);

        Assert.StartsWith(file, Assert.Throws<BadInputException>(() => TraceReader.Read(file)).Message, StringComparison.Ordinal);
    }

    private static Trace Read(params string[] lines)
        => TraceReader.Read(new StringReader(string.Join('\n', [TraceLine.Header, .. lines])), "t");
}
