using System.ComponentModel.DataAnnotations;

namespace CacheLayer.Tests.Connections;

[Trait("Tier", "unit")]
public sealed class CacheConnectionOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Errors(new()));

    [Fact]
    public void Each_wrong_setting_is_named()
    {
        Assert.Contains(nameof(CacheConnectionOptions.CommandTimeout), Assert.Single(Errors(new() { CommandTimeout = TimeSpan.Zero })), StringComparison.Ordinal);
        Assert.Contains(nameof(CacheConnectionOptions.MaxConnectionsPerNode), Assert.Single(Errors(new() { MinConnectionsPerNode = 3, MaxConnectionsPerNode = 2 })), StringComparison.Ordinal);
        Assert.Contains(nameof(CacheConnectionOptions.MaxReplicaStaleness), Assert.Single(Errors(new() { ProbeInterval = TimeSpan.FromSeconds(1) })), StringComparison.Ordinal);
    }

    private static List<string> Errors(CacheConnectionOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.ConvertAll(result => result.ErrorMessage!);
    }
}
