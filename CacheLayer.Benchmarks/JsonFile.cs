using System.CommandLine;
using System.Text.Json;

namespace CacheLayer.Benchmarks;

/// <summary>Writes the rows of a table to a file, too.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Option<FileInfo?> Option() => new("--json") { Description = "Writes the same rows to this file." };

    public static async Task WriteAsync<T>(FileInfo? file, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            await using var stream = file.Create();
            await JsonSerializer.SerializeAsync(stream, rows, Options, cancellationToken);
        }
    }
}
