using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheLayer.Keyspaces;

/// <summary>Refuses settings that are out of range or do not exist, naming each as it is written in configuration.</summary>
internal sealed class KeyspaceOptionsValidator(IConfiguration configuration) : IValidateOptions<KeyspaceOptions>
{
    public ValidateOptionsResult Validate(string? name, KeyspaceOptions options)
    {
        List<string> failures = [.. SettingNames.UnknownOfKeyspace(configuration, name ?? ""), .. Failures($"{KeyspacePolicies.SectionName}:{name}", options)];
        if (options.L1 is not null)
        {
            failures.AddRange(Failures($"{KeyspacePolicies.SectionName}:{name}:{nameof(options.L1)}", options.L1));
        }

        if (name is DistributedCacheSettings.KeyspaceName && options.MaxLag is not null)
        {
            failures.Add($"{KeyspacePolicies.SectionName}:{name}:{nameof(options.MaxLag)}: What is set and never fetched must not be withheld; leave it out.");
        }

        return failures.Count is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(string section, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        return results.Select(r => $"{section}:{r.MemberNames.First()}: {r.ErrorMessage}");
    }
}
