using System.Globalization;
using System.IO.Compression;

namespace CacheLayer.Traffic.Traces;

/// <summary>Writes reads as a trace file; gzip when the name ends in <c>.gz</c>.</summary>
internal static class TraceWriter
{
    /// <summary>Writes the requests; keys are renumbered in order of first appearance, as the format wants it.</summary>
    public static void Write(string path, IReadOnlyList<int> keys, IReadOnlyList<double> times)
    {
        try
        {
            using var file = File.Create(path);
            using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionLevel.Optimal)
                : (Stream)file;
            using var writer = new StreamWriter(stream) { NewLine = "\n" };
            Write(writer, keys, times);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {exception.Message}", exception);
        }
    }

    private static void Write(StreamWriter writer, IReadOnlyList<int> keys, IReadOnlyList<double> times)
    {
        var numbers = new Dictionary<int, int>();
        writer.WriteLine(TraceLine.Header);
        for (var i = 0; i < keys.Count; i++)
        {
            if (!numbers.TryGetValue(keys[i], out var number))
            {
                numbers.Add(keys[i], number = numbers.Count);
            }

            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times[i]:0.######},{number},,get,"));
        }
    }
}
