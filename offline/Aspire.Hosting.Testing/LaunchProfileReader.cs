using System.Text.Json;

namespace Aspire.Hosting.Testing;

internal static class LaunchProfileReader
{
    /// <summary>The first profile that runs the project.</summary>
    public static LaunchProfile? Read(string projectDirectory)
    {
        var path = Path.Combine(projectDirectory, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return null;
        }

        using var settings = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return settings.RootElement.GetProperty("profiles").EnumerateObject()
            .Select(property => property.Value.Deserialize<LaunchProfile>())
            .FirstOrDefault(profile => profile?.CommandName == "Project");
    }
}
