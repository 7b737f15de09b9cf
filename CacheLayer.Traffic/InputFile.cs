using System.IO.Compression;

namespace CacheLayer.Traffic;

/// <summary>A text file that the user named, gzip or not.</summary>
internal static class InputFile
{
    public static T Read<T>(string path, Func<TextReader, T> read)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var stream = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            using var reader = new StreamReader(stream);
            return read(reader);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {exception.Message}", exception);
        }
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start is [0x1F, 0x8B];
        file.Position = 0;
        return isGzip;
    }
}
