using System.Text.Json.Serialization;

namespace Aspire.Hosting.Testing;

internal sealed record LaunchProfile(
    [property: JsonPropertyName("commandName")] string? CommandName,
    [property: JsonPropertyName("environmentVariables")] IReadOnlyDictionary<string, string>? EnvironmentVariables);
