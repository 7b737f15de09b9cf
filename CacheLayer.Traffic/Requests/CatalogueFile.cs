using CacheLayer.Catalogue;

namespace CacheLayer.Traffic.Requests;

/// <summary>Reads the ASINs of a catalogue: a CSV file whose first column is <c>asin</c>.</summary>
internal static class CatalogueFile
{
    public static IReadOnlyList<Asin> Read(string path) => InputFile.Read(path, reader => Read(reader, path));

    private static List<Asin> Read(TextReader reader, string path)
    {
        if (FirstField(reader.ReadLine()) is not "asin")
        {
            throw new BadInputException($"{path}:1: the first column of a catalogue must be asin");
        }

        var asins = new List<Asin>();
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var field = FirstField(text);
            asins.Add(Asin.TryParse(field, null, out var asin)
                ? asin
                : throw new BadInputException($"{path}:{line}: {Asin.Reason(field)}"));
        }

        return asins;
    }

    private static string? FirstField(string? line) => line?.Split(',', 2)[0].Trim('"');
}
