using System.Text.Json.Serialization;

namespace CacheLayer.Benchmarks.Peers;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<PeerRow>))]
internal sealed partial class PeerJson : JsonSerializerContext;
