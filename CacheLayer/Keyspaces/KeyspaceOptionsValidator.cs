using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CacheLayer.Keyspaces;

/// <summary>Refuses settings out of range, naming the setting as it is written in configuration.</summary>
internal sealed class KeyspaceOptionsValidator : IValidateOptions<KeyspaceOptions>
{
    public ValidateOptionsResult Validate(string? name, KeyspaceOptions options)
    {
        List<string> failures = [.. Failures($"{KeyspacePolicies.SectionName}:{name}", options)];
        if (options.L1 is not null)
        {
            failures.AddRange(Failures($"{KeyspacePolicies.SectionName}:{name}:{nameof(options.L1)}", options.L1));
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
