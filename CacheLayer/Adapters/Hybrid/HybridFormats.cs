using System.Collections.Concurrent;
using System.Text.Json;
using CacheLayer.Entries;
using CacheLayer.Entries.Serialization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Adapters.Hybrid;

/// <summary>
/// The format of each type: a serialiser registered for it, else the first that a factory makes, the last registered first; else
/// MessagePack if it is made for that, else JSON. It depends on the type alone, and never on a value: so what one process writes another can read.
/// </summary>
internal sealed class HybridFormats(HybridCacheSettings settings, IServiceProvider services, ILogger logger, TimeProvider time)
{
    private readonly ConcurrentDictionary<Type, object> _formats = new();
    private readonly IHybridCacheSerializerFactory[] _factories = [.. services.GetServices<IHybridCacheSerializerFactory>().Reverse()];

    /// <summary>The entries of all types.</summary>
    public Keyspace<HybridPayload> Entries { get; } = new(HybridCacheSettings.KeyspaceName, settings.KeyPrefix);

    public HybridFormat<T> Get<T>()
        => (HybridFormat<T>)(_formats.TryGetValue(typeof(T), out var format) ? format : _formats.GetOrAdd(typeof(T), Create<T>()));

    private HybridFormat<T> Create<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } registered)
        {
            return Create(registered);
        }

        foreach (var factory in _factories)
        {
            if (factory.TryCreateSerializer<T>(out var made))
            {
                return Create(made);
            }
        }

        if (!EntryFormat<T>.Shape.IsJson || JsonOptions<T>() is not { } json)
        {
            return new MessagePackFormat<T>(Views<T>(EntryFormat<T>.Shape, EntryFormat<T>.Shape.IsJson ? "JSON" : "MessagePack"), logger, time);
        }

        var exact = EntryJson.Exact(json);
        var shape = ValueShape.OfJson(typeof(T), exact);
        return new SerializerFormat<T>(new HybridJsonSerializer<T>(exact), Views<T>(shape, "JSON with options of the application"), shape.Refusal, logger, time);
    }

    // The shape that an application's own serialiser writes is not known here.
    private SerializerFormat<T> Create<T>(IHybridCacheSerializer<T> serializer)
        => new(serializer, Views<T>(ValueShape.OfName(typeof(T)), serializer.GetType().Name), null, logger, time);

    private HybridViews Views<T>(ValueShape type, string serialiser)
    {
        var shape = type.ForVersion(settings.SchemaVersion);
        if (type.Refusal is null)
        {
            Log.Stores(logger, typeof(T), serialiser, shape);
        }

        return new(Entries.With(shape));
    }

    // Where applications put the options for Microsoft's default serialiser.
    private JsonSerializerOptions? JsonOptions<T>()
        => services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<T>))
            ?? services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>));
}
