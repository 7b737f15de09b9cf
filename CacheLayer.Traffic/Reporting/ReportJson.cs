using System.Text.Json;
using System.Text.Json.Serialization;
using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Reporting;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCase<StaleCause>), typeof(SnakeCase<Verdict>), typeof(SnakeCase<ArrivalProcess>), typeof(SnakeCase<RequestPath>)])]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static Task WriteAsync(Stream file, RunReport report) => JsonSerializer.SerializeAsync(file, report, Default.RunReport);

    private sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
        where T : struct, Enum;
}
