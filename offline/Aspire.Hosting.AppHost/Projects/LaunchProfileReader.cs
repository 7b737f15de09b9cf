using System.Text.Json;

namespace Aspire.Hosting.Projects;

internal static class LaunchProfileReader
{
    private static readonly JsonSerializerOptions Options = new() { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of that name, else the first one that runs the project.</summary>
    public static LaunchProfile? Read(string projectDirectory, string? preferredName)
    {
        var path = Path.Combine(projectDirectory, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return null;
        }

        using var settings = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (!settings.RootElement.TryGetProperty("profiles", out var profiles))
        {
            return null;
        }

        if (preferredName is not null && profiles.TryGetProperty(preferredName, out var preferred))
        {
            return preferred.Deserialize<LaunchProfile>(Options);
        }

        return profiles.EnumerateObject()
            .Select(property => property.Value.Deserialize<LaunchProfile>(Options))
            .FirstOrDefault(profile => profile?.CommandName == "Project");
    }
}
