using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sns;
using CacheLayer.Invalidator.Sqs;

namespace CacheLayer.Tests.Documentation;

/// <summary>Builds <c>docs/options.md</c> from the options and their documentation comments.</summary>
internal static partial class OptionsPage
{
    private const string Introduction = """
        # Options

        Every setting there is, with its default. `CacheLayer/ConfigurationSchema.json` lets editors complete and check those of the library in `appsettings.json`; a
        setting that does not exist keeps the host from starting. As environment variables, write `__` for `:`. [Keyspaces](keyspaces.md) says what their settings guarantee.

        ```json
        { "CacheLayer": { "Zone": "a", "Keyspaces": { "product": { "Ttl": "00:10:00", "L1": { "Enabled": true } } } } }
        ```

        <!-- Generated: CACHELAYER_WRITE_DOCS=1 dotnet test CacheLayer.Tests --filter FullyQualifiedName~OptionsPageTests -->

        """;

    private static readonly (string Title, string Where, Type Options)[] Sections =
    [
        ("The cache", "`CacheLayer`, or `CacheLayer:{name}` for one of several", typeof(CacheLayerSettings)),
        ("Connections", "`CacheLayer:Connections`", typeof(CacheConnectionOptions)),
        ("Keyspaces", "`CacheLayer:Keyspaces:{name}`, changeable while the application runs; in code `services.Configure<KeyspaceOptions>(\"product\", ...)`", typeof(KeyspaceOptions)),
        ("In-process cache", "`CacheLayer:Keyspaces:{name}:L1`, changeable while the application runs", typeof(L1Options)),
        ("HybridCache", "`AddHybridCache(settings => ...)`", typeof(HybridCacheSettings)),
        ("IDistributedCache", "`AddDistributedCache(settings => ...)`", typeof(DistributedCacheSettings)),
        ("Output cache", "`AddOutputCache(settings => ...)`", typeof(OutputCacheSettings)),
        ("Invalidator", "`Invalidator`", typeof(InvalidatorOptions)),
        ("Types of events", "`Invalidator:Events:{type}`", typeof(EventMappingOptions)),
        ("SQS", "`Invalidator:Sqs`", typeof(SqsOptions)),
        ("SNS over HTTPS", "`Invalidator:Sns`", typeof(SnsOptions)),
    ];

    public static string Build()
    {
        var page = new StringBuilder(Introduction);
        foreach (var (title, where, options) in Sections)
        {
            var comments = XDocument.Load(Path.ChangeExtension(options.Assembly.Location, "xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
            var defaults = Activator.CreateInstance(options);
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{where}\n\n| setting | default | meaning |\n|---|---|---|\n");
            foreach (var property in options.GetProperties().Where(property => property.PropertyType.Namespace is not "CacheLayer" || property.PropertyType.IsEnum))
            {
                var comment = comments[$"P:{options.FullName}.{property.Name}"];
                page.Append(CultureInfo.InvariantCulture, $"| `{property.Name}` | {Default(property, defaults)} | {Meaning(property, comment)} |\n");
            }
        }

        return page.ToString();
    }

    // How many connections there may be depends on the machine.
    private static string Default(PropertyInfo property, object? defaults)
        => property.Name is nameof(CacheConnectionOptions.MaxConnectionsPerNode) ? "by cores" : property.GetValue(defaults) switch
        {
            null or "" or System.Collections.IEnumerable and not string => "",
            TimeSpan time => $"`{time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0').PadRight(8, '0')}`",
            bool flag => flag ? "`true`" : "`false`",
            IFormattable value => $"`{value.ToString(null, CultureInfo.InvariantCulture)}`",
            var value => $"`{value}`",
        };

    private static string Meaning(PropertyInfo property, XElement comment)
    {
        var summary = Text(comment.Element("summary")!);
        var value = comment.Element("value") is { } element ? Text(element) : "";
        var range = property.GetCustomAttribute<RangeAttribute>();
        return summary
            + (range is not null && !HasRange.IsMatch(summary) ? $" {Bound(range.Minimum)} to {Bound(range.Maximum)}." : "")
            + (value.Contains(':', StringComparison.Ordinal) || property.Name is nameof(CacheConnectionOptions.MaxConnectionsPerNode) ? $" Default: {value}" : "");
    }

    private static string Bound(object bound) => bound is string time ? $"`{time}`" : string.Create(CultureInfo.InvariantCulture, $"{bound:N0}");

    private static string Text(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => $"`{Cref.Match(see.Attribute("cref")!.Value).Groups[1].Value}`",
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement other => other.Value,
            _ => node.ToString(SaveOptions.DisableFormatting),
        }));
        return Spaces.Replace(text.Trim(), " ").Replace("|", "\\|");
    }

    [GeneratedRegex(@"\d.* to \d|\d \(.*\) to \d")]
    private static partial Regex HasRange { get; }

    [GeneratedRegex(@"(\w+)(\(.*)?$")]
    private static partial Regex Cref { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }
}
