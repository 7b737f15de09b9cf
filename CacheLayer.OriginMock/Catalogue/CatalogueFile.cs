using System.IO.Compression;
using CacheLayer.Catalogue;
using Microsoft.VisualBasic.FileIO;

namespace CacheLayer.OriginMock.Catalogue;

/// <summary>Reads a catalogue from CSV with a header; columns that it does not need are ignored.</summary>
/// <example><c>asin,kind,title,authors</c> then <c>0439023483,book,"The Hunger Games (The Hunger Games, #1)",Suzanne Collins</c></example>
internal static class CatalogueFile
{
    private const int MaxTextLength = 500;
    private static readonly string[] Columns = ["asin", "kind", "title", "authors"];

    /// <summary>Reads every product; the order of the file is kept.</summary>
    /// <exception cref="InvalidDataException">A line is not a product; the message names file, line and reason.</exception>
    public static OrderedDictionary<Asin, ProductFacts> Read(string path)
    {
        using var reader = new StreamReader(Open(path));
        var header = ReadLine(reader, path, 1) is { } first ? Split(first, path, 1) : throw Bad(path, 1, "the file is empty");
        var positions = Array.ConvertAll(Columns, column => Array.IndexOf(header, column) is >= 0 and var position
            ? position
            : throw Bad(path, 1, $"there is no column {column}"));
        var products = new OrderedDictionary<Asin, ProductFacts>();
        for (var line = 2; ReadLine(reader, path, line) is { } text; line++)
        {
            var fields = Split(text, path, line);
            if (fields.Length != header.Length)
            {
                throw Bad(path, line, $"{fields.Length} fields where the header has {header.Length}");
            }

            var values = Array.ConvertAll(positions, position => fields[position]);
            if (Array.FindIndex(values, value => value.Length is 0 or > MaxTextLength) is >= 0 and var bad)
            {
                throw Bad(path, line, $"{Columns[bad]} has {values[bad].Length} characters, not 1 to {MaxTextLength}");
            }

            if (!Asin.TryParse(values[0], null, out var asin))
            {
                throw Bad(path, line, Asin.Reason(values[0]));
            }

            if (!products.TryAdd(asin, new(Title: values[2], Author: values[3], Kind: values[1])))
            {
                throw Bad(path, line, "the same asin stands on an earlier line");
            }
        }

        return products.Count > 0 ? products : throw Bad(path, 2, "there is no product");
    }

    private static Stream Open(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{CatalogueOptions.SectionName}:File: {exception.Message}", exception);
        }
    }

    private static string? ReadLine(StreamReader reader, string path, int line)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException exception)
        {
            throw Bad(path, line, "the compressed data is damaged", exception);
        }
    }

    private static string[] Split(string text, string path, int line)
    {
        // One parser a line, because a shared one does not count the blank lines that it skips.
        using var parser = new TextFieldParser(new StringReader(text)) { Delimiters = [","], HasFieldsEnclosedInQuotes = true };
        try
        {
            return parser.ReadFields() ?? throw Bad(path, line, "it is blank");
        }
        catch (MalformedLineException exception)
        {
            throw Bad(path, line, "the quotes do not match", exception);
        }
    }

    private static InvalidDataException Bad(string path, int line, string reason, Exception? cause = null)
        => new($"{CatalogueOptions.SectionName}:File: {path}, line {line}: {reason}.", cause);
}
