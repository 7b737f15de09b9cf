using System.Text.Json.Serialization;

namespace Aspire.Hosting.Projects;

internal sealed record LaunchProfile(
    [property: JsonPropertyName("commandName")] string? CommandName,
    [property: JsonPropertyName("applicationUrl")] string? ApplicationUrl,
    [property: JsonPropertyName("commandLineArgs")] string? CommandLineArgs,
    [property: JsonPropertyName("environmentVariables")] IReadOnlyDictionary<string, string>? EnvironmentVariables);
