using System.Text.Json;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Events;

/// <summary>Says what must be invalidated when something changed: for the catalogue's types of events, and for those that configuration adds.</summary>
internal sealed class EventMap(IReadOnlyDictionary<string, EventMapping> added)
{
    private const string Type = "event_type";

    public EventMap(IOptions<InvalidatorOptions> options)
        : this(options.Value.Events.ToDictionary(type => type.Key, type => type.Value.ToMapping(), StringComparer.Ordinal))
    {
    }

    /// <summary>The catalogue's types alone.</summary>
    public static EventMap Catalogue { get; } = new(new Dictionary<string, EventMapping>());

    /// <summary>Whether this is an event, and not what one is wrapped in: its fields may have any name.</summary>
    public static bool IsEvent(JsonElement json) => json.TryGetProperty(Type, out _);

    /// <summary>What an event asks for.</summary>
    /// <exception cref="RejectedEventException">It says too little, or something unknown.</exception>
    public PlannedInvalidation Plan(JsonElement json)
    {
        var type = EventFields.Text(json, Type) ?? throw new RejectedEventException("has no event_type.");
        if (!CatalogueEvents.Mappings.TryGetValue(type, out var mapping) && !added.TryGetValue(type, out mapping))
        {
            throw new RejectedEventException("has an unknown event_type.");
        }

        return new(type, EventFields.OccurredAt(json), new(mapping.Keyspace, mapping.IdOf(json), EventFields.Version(json) ?? 0));
    }
}
