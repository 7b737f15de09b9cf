using System.Text.Json;
using System.Text.Json.Nodes;
using CacheLayer.Tests.Support;
using Json.Schema;

namespace CacheLayer.Tests.Hosting;

/// <summary>The schema that editors complete settings by knows every setting, and no other.</summary>
[Trait("Tier", "unit")]
public sealed class ConfigurationSchemaTests
{
    internal static readonly JsonSchema Schema = Load();

    [Theory]
    [InlineData("""{ "Keyspaces": { "product": { "Ttl": "00:05:00", "L1": { "Enabled": true } } } }""", true)]
    [InlineData("""{ "Keyspaces": { "product": { "Ttl": "30.00:00:00" } }, "Connections": { "ConnectTimeout": "00:00:00.5" } }""", true)]
    [InlineData("""{ "cache": { "Zone": "a" } }""", true)]
    [InlineData("""{ "Keyspaces": { "product": { "Ttl": "3S" } } }""", false)]
    [InlineData("""{ "Keyspaces": { "product": { "L1": { "MaxLife": "a minute" } } } }""", false)]
    [InlineData("""{ "Keyspaces": { "product": { "Tll": "00:05:00" } } }""", false)]
    [InlineData("""{ "Keyspaces": { "product": { "L1": { "Size": 1 } } } }""", false)]
    [InlineData("""{ "Connections": { "CommandTimeout": "1 s" } }""", false)]
    [InlineData("""{ "Connections": { "CommandTimout": "00:00:01" } }""", false)]
    [InlineData("""{ "Zonne": "a" }""", false)]
    public void It_refuses_what_the_library_refuses(string settings, bool isValid)
        => Assert.Equal(isValid, Schema.Evaluate(JsonDocument.Parse($$"""{ "CacheLayer": {{settings}} }""").RootElement).IsValid);

    [Fact]
    public void Every_duration_has_a_pattern()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Find("CacheLayer/ConfigurationSchema.json"))).RootElement.GetProperty("properties").GetProperty("CacheLayer");
        var keyspace = schema.GetProperty("properties").GetProperty("Keyspaces").GetProperty("additionalProperties").GetProperty("properties");
        AssertDurations(typeof(CacheConnectionOptions), schema.GetProperty("properties").GetProperty("Connections").GetProperty("properties"));
        AssertDurations(typeof(KeyspaceOptions), keyspace);
        AssertDurations(typeof(L1Options), keyspace.GetProperty("L1").GetProperty("properties"));

        static void AssertDurations(Type settings, JsonElement properties)
            => Assert.All(
                settings.GetProperties().Where(p => (Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType) == typeof(TimeSpan)),
                p => Assert.True(properties.GetProperty(p.Name).TryGetProperty("pattern", out _), p.Name));
    }

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

    // Without the definitions, of which editors know what they refer to.
    private static JsonSchema Load()
    {
        var schema = JsonNode.Parse(File.ReadAllText(RepositoryFiles.Find("CacheLayer/ConfigurationSchema.json")))!.AsObject();
        schema.Remove("definitions");
        return JsonSchema.FromText(schema.ToJsonString());
    }
}
