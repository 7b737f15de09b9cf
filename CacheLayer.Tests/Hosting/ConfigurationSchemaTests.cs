using System.Text.Json;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Hosting;

/// <summary>The schema that editors complete settings by knows every setting, and no other.</summary>
public sealed class ConfigurationSchemaTests
{
    [Theory]
    [InlineData(typeof(CacheLayerSettings), "properties.CacheLayer")]
    [InlineData(typeof(CacheConnectionOptions), "properties.CacheLayer.properties.Connections")]
    [InlineData(typeof(KeyspaceOptions), "properties.CacheLayer.properties.Keyspaces.additionalProperties")]
    [InlineData(typeof(L1Options), "properties.CacheLayer.properties.Keyspaces.additionalProperties.properties.L1")]
    public void It_lists_the_settings(Type settings, string path)
    {
        var schema = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Find("CacheLayer/ConfigurationSchema.json"))).RootElement;
        foreach (var name in path.Split('.'))
        {
            schema = schema.GetProperty(name);
        }

        var listed = schema.GetProperty("properties").EnumerateObject().Where(p => p.Name is not "Keyspaces").ToList();
        Assert.Equal(settings.GetProperties().Select(p => p.Name).Order(), listed.Select(p => p.Name).Order());
        Assert.All(listed, p => Assert.True(p.Name is "Connections" || p.Value.GetProperty("description").GetString()!.Length > 10, p.Name));
    }
}
