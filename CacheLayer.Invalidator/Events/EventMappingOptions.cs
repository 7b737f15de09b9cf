namespace CacheLayer.Invalidator.Events;

/// <summary>Maps a type of events to a keyspace; bound from <c>Invalidator:Events:{type}</c>.</summary>
internal sealed class EventMappingOptions
{
    /// <summary>The name of the keyspace: <c>product</c>, <c>reco</c>, <c>promo</c>, <c>review</c>, or another one with its <see cref="Prefix"/>.</summary>
    public string Keyspace { get; set; } = "";

    /// <summary>What the keys of another keyspace begin with, as the application that fills it says.</summary>
    public string? Prefix { get; set; }

    /// <summary>The field of the event that holds the id of the entry: a string, or a whole number.</summary>
    public string KeyField { get; set; } = "";

    /// <summary>The id when the field is absent or null; without it such an event is a dead letter.</summary>
    public string? Default { get; set; }

    /// <summary>The keyspace that is meant.</summary>
    /// <exception cref="ArgumentException">There is none like that; the message says why.</exception>
    public Keyspace FindKeyspace()
        => CatalogueEvents.Keyspaces.FirstOrDefault(known => known.Name == Keyspace)
            ?? CacheLayer.Keyspace.Create(Keyspace, Prefix ?? "");

    public EventMapping ToMapping()
        => new(FindKeyspace(), json => EventFields.Id(json, KeyField) ?? Default ?? throw new RejectedEventException($"has no {KeyField}."));
}
