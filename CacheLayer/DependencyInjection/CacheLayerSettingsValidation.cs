using System.ComponentModel.DataAnnotations;
using CacheLayer.Keyspaces;
using CacheLayer.Redis.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheLayer.DependencyInjection;

/// <summary>Refuses settings that cannot work, naming each as it is written in configuration, before anything connects.</summary>
internal static class CacheLayerSettingsValidation
{
    /// <exception cref="OptionsValidationException">A setting is missing or wrong.</exception>
    public static void ThrowIfInvalid(this CacheLayerBuilder cache, IServiceProvider services)
    {
        var (settings, connectionName, configuration) = (cache.Settings, cache.ConnectionName, cache.HostBuilder.Configuration);
        List<string> failures =
        [
            .. ConnectionStringFailures(settings, connectionName),
            .. ConnectionFailures(settings.Connections),
            .. SettingNames.UnknownOfCache(configuration, connectionName),
        ];
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(connectionName, typeof(CacheLayerSettings), failures);
        }

        var logger = services.GetRequiredService<ILogger<CacheServices>>();
        CacheLayerBuilder[] caches = [.. services.GetServices<AddedCache>().Select(added => added.Builder)];
        foreach (var section in SettingNames.UnknownSections(configuration, caches.Select(added => added.ConnectionName)))
        {
            Log.SectionUnread(logger, section);
        }

        string[] keyspaces = [.. caches.SelectMany(added => added.Keyspaces).Select(keyspace => keyspace.Name).Distinct()];
        if (keyspaces.Length > 0)
        {
            foreach (var section in SettingNames.UnknownKeyspaces(configuration, [.. keyspaces, .. ReservedKeyspaces.Names]))
            {
                Log.KeyspaceUnknown(logger, section, string.Join(", ", keyspaces));
            }
        }
    }

    private static IEnumerable<string> ConnectionStringFailures(CacheLayerSettings settings, string connectionName)
    {
        if (string.IsNullOrWhiteSpace(settings.ConnectionString))
        {
            yield return $"The cache '{connectionName}' has no connection string: set ConnectionStrings:{connectionName}, or {CacheLayerSettings.SectionName}:{connectionName}:{nameof(settings.ConnectionString)}.";
            yield break;
        }

        string? reason = null;
        try
        {
            _ = CacheConnectionString.Parse(settings.ConnectionString);
        }
        catch (FormatException e)
        {
            reason = e.Message;
        }

        if (reason is not null)
        {
            yield return $"ConnectionStrings:{connectionName}: {reason}";
        }
    }

    private static IEnumerable<string> ConnectionFailures(CacheConnectionOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        return results.Select(r => $"{CacheLayerSettings.SectionName}:{nameof(CacheLayerSettings.Connections)}:{r.MemberNames.First()}: {r.ErrorMessage}");
    }
}
