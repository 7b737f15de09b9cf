using MessagePack;
using MessagePack.Resolvers;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace CacheLayer.Benchmarks.Peers;

/// <summary>Gives FusionCache the same format as the others; its envelope has no MessagePack attributes, hence the contractless resolver.</summary>
internal sealed class MessagePackFusionSerializer : IFusionCacheSerializer
{
    private static readonly MessagePackSerializerOptions Options = ContractlessStandardResolver.Options;

    public byte[] Serialize<T>(T? obj) => MessagePackSerializer.Serialize(obj, Options);

    public T? Deserialize<T>(byte[] data) => MessagePackSerializer.Deserialize<T?>(data, Options);

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => new(Deserialize<T>(data));
}
