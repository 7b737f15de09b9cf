using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace CacheLayer.Keyspaces;

/// <summary>Finds what is misspelt in configuration, which would be left unread in silence; names each with its whole path.</summary>
internal static class SettingNames
{
    /// <summary>Where the settings of Aspire's own integrations are; those of this one are not.</summary>
    private const string AspireSectionName = $"Aspire:{CacheLayerSettings.SectionName}";

    private static readonly string[] OfRoot = [.. Names(typeof(CacheLayerSettings)), KeyspacesName];

    private static string KeyspacesName => KeyspacePolicies.SectionName[(CacheLayerSettings.SectionName.Length + 1)..];

    /// <summary>The settings of a cache that do not exist.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="connectionName">The name of the cache.</param>
    public static IEnumerable<string> UnknownOfCache(IConfiguration configuration, string connectionName)
    {
        var root = configuration.GetSection(CacheLayerSettings.SectionName);
        if (configuration.GetSection(AspireSectionName).Exists())
        {
            yield return $"{AspireSectionName} is not read: the settings of the cache are in {root.Path}.";
        }

        foreach (var child in root.GetChildren().Where(child => IsValue(child) && !IsOneOf(OfRoot, child.Key)))
        {
            yield return Message(child, OfRoot);
        }

        var connections = root.GetSection(nameof(CacheLayerSettings.Connections));
        foreach (var message in Unknown(connections, typeof(CacheConnectionOptions)).Concat(Unknown(root.GetSection(connectionName), typeof(CacheLayerSettings))))
        {
            yield return message;
        }
    }

    /// <summary>The sections that belong to none of the caches: of another service, or misspelt.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="connectionNames">The names of all caches.</param>
    public static IEnumerable<string> UnknownSections(IConfiguration configuration, IEnumerable<string> connectionNames)
    {
        string[] known = [.. OfRoot, .. connectionNames];
        return configuration.GetSection(CacheLayerSettings.SectionName).GetChildren()
            .Where(child => !IsValue(child) && !IsOneOf(known, child.Key))
            .Select(child => child.Path);
    }

    /// <summary>The sections of keyspaces that have other names than these: of another service, or misspelt.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="names">The names of the keyspaces.</param>
    public static IEnumerable<string> UnknownKeyspaces(IConfiguration configuration, IEnumerable<string> names)
    {
        string[] known = [.. names];
        return configuration.GetSection(KeyspacePolicies.SectionName).GetChildren().Where(child => !IsOneOf(known, child.Key)).Select(child => child.Path);
    }

    /// <summary>The settings of a keyspace that do not exist.</summary>
    public static IEnumerable<string> UnknownOfKeyspace(IConfiguration configuration, string name)
    {
        var keyspace = configuration.GetSection(KeyspacePolicies.SectionName).GetChildren().FirstOrDefault(child => IsOneOf([name], child.Key));
        return keyspace is null ? []
            : IsValue(keyspace) ? [$"{keyspace.Path} is a value, and should be the section of a keyspace."]
            : Unknown(keyspace, typeof(KeyspaceOptions));
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type settings)
    {
        var names = Names(settings);
        foreach (var child in section.GetChildren())
        {
            var type = settings.GetProperty(child.Key, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)?.PropertyType;
            if (type is null)
            {
                yield return Message(child, names);
            }
            else if (type.IsClass && type != typeof(string))
            {
                foreach (var message in Unknown(child, type))
                {
                    yield return message;
                }
            }
        }
    }

    private static string Message(IConfigurationSection unknown, string[] names) => $"{unknown.Path} is not a setting. The settings there are {string.Join(", ", names)}.";

    private static string[] Names(Type settings) => Array.ConvertAll(settings.GetProperties(BindingFlags.Instance | BindingFlags.Public), property => property.Name);

    private static bool IsValue(IConfigurationSection section) => section.Value is not null && !section.GetChildren().Any();

    private static bool IsOneOf(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
