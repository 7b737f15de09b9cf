using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CacheLayer.Keyspaces;

/// <summary>Refuses settings out of range, naming the setting as it is written in configuration.</summary>
internal sealed class KeyspaceOptionsValidator : IValidateOptions<KeyspaceOptions>
{
    public ValidateOptionsResult Validate(string? name, KeyspaceOptions options)
    {
        var results = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new(options), results, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(results.Select(r => $"{KeyspacePolicies.SectionName}:{name}:{r.MemberNames.First()}: {r.ErrorMessage}"));
    }
}
