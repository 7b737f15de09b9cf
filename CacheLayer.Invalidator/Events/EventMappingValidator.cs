using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Events;

/// <summary>Checks the types of events that configuration adds, and names the setting that is wrong.</summary>
internal sealed class EventMappingValidator : IValidateOptions<InvalidatorOptions>
{
    private const int MaxTypeLength = 64;

    public ValidateOptionsResult Validate(string? name, InvalidatorOptions options)
    {
        var problems = options.Events.SelectMany(added => Problems(added.Key, added.Value, options.Events.Values).Select(problem => $"{InvalidatorOptions.SectionName}:Events:{added.Key}{problem}")).ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Problems(string type, EventMappingOptions mapping, IEnumerable<EventMappingOptions> all)
    {
        if (CatalogueEvents.Mappings.ContainsKey(type))
        {
            yield return " is a type of the catalogue, and mapped already.";
        }

        if (type.Length > MaxTypeLength || type.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
        {
            yield return $" must be at most {MaxTypeLength} characters, none of them white space.";
        }

        if (mapping.KeyField is "")
        {
            yield return ":KeyField is missing: the field of the event that holds the id of the entry.";
        }

        if (mapping.Default is { } standard && !EventFields.IsId(standard))
        {
            yield return $":Default must be 1 to {Keyspace.MaxIdBytes} bytes of printable text.";
        }

        if (KeyspaceProblem(mapping, all) is { } problem)
        {
            yield return problem;
        }
    }

    private static string? KeyspaceProblem(EventMappingOptions mapping, IEnumerable<EventMappingOptions> all)
    {
        if (CatalogueEvents.Keyspaces.FirstOrDefault(known => known.Name == mapping.Keyspace) is { } known)
        {
            return mapping.Prefix is null || mapping.Prefix == known.Prefix ? null : $":Prefix is not that of the keyspace {known}, {known.Prefix}: leave it out.";
        }

        if (mapping.Keyspace is "")
        {
            return ":Keyspace is missing.";
        }

        if (mapping.Prefix is null or "")
        {
            return $":Keyspace is none of {string.Join(", ", CatalogueEvents.Keyspaces)}: give the Prefix of its keys, too.";
        }

        if (CatalogueEvents.Keyspaces.FirstOrDefault(known => known.Prefix == mapping.Prefix) is { } owner)
        {
            return $":Prefix is that of the keyspace {owner}.";
        }

        if (all.Any(other => other.Keyspace == mapping.Keyspace != (other.Prefix == mapping.Prefix)))
        {
            return ":Prefix is not the same wherever this keyspace is named, or another keyspace's, too.";
        }

        try
        {
            mapping.FindKeyspace();
            return null;
        }
        catch (ArgumentException exception)
        {
            return $": {exception.Message}";
        }
    }
}
