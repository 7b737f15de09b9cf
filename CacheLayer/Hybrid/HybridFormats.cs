using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using CacheLayer.Entries;
using MessagePack;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheLayer.Hybrid;

/// <summary>
/// The format of each type: a serialiser registered for it, else the first that a factory makes, the last registered first; else
/// MessagePack if it can, else JSON. It depends on the type alone, and never on a value: so what one process writes another can read.
/// </summary>
internal sealed class HybridFormats(IServiceProvider services)
{
    // Value tuples have fields only.
    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true };

    private readonly ConcurrentDictionary<Type, object> _formats = new();
    private readonly IHybridCacheSerializerFactory[] _factories = [.. services.GetServices<IHybridCacheSerializerFactory>().Reverse()];

    public HybridFormat<T> Get<T>()
        => (HybridFormat<T>)(_formats.TryGetValue(typeof(T), out var format) ? format : _formats.GetOrAdd(typeof(T), Create<T>()));

    private HybridFormat<T> Create<T>()
    {
        if (services.GetService<IHybridCacheSerializer<T>>() is { } registered)
        {
            return new SerializerFormat<T>(registered);
        }

        foreach (var factory in _factories)
        {
            if (factory.TryCreateSerializer<T>(out var made))
            {
                return new SerializerFormat<T>(made);
            }
        }

        return IsMessagePack(typeof(T)) ? new MessagePackFormat<T>() : new SerializerFormat<T>(new HybridJsonSerializer<T>(JsonOptions<T>()));
    }

    // Where applications put the options for Microsoft's default serialiser.
    private JsonSerializerOptions JsonOptions<T>()
        => services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<T>))
            ?? services.GetKeyedService<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>))
            ?? Json;

    // A list has a formatter whatever it is a list of.
    private static bool IsMessagePack(Type type)
        => type != typeof(object)
            && HasFormatter(type)
            && (type.GetElementType() is not { } element || IsMessagePack(element))
            && Array.TrueForAll(type.GetGenericArguments(), IsMessagePack);

    private static bool HasFormatter(Type type)
    {
        try
        {
            return EntryCodec.Options.Resolver.GetFormatterDynamic(type) is not null;
        }
        catch (Exception e) when (e is TypeInitializationException or TargetInvocationException or MessagePackSerializationException)
        {
            return false;
        }
    }
}
