using System.Text.Json;
using System.Text.Json.Nodes;
using CacheLayer.Tests.Hosting;
using CacheLayer.Tests.Packages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheLayer.Tests.Documentation;

/// <summary>What a reader copies out of a page compiles, and settings are known.</summary>
[Trait("Tier", "application")]
public sealed class CodeBlockTests
{
    // What the text around a block takes for granted.
    private const string Context = """
        using CacheLayer;
        public static class Context
        {
            public static WebApplicationBuilder builder => null!;
            public static WebApplication app => null!;
            public static IServiceCollection services => null!;
            public static CacheAside cache => null!;
            public static CacheClient client => null!;
            public static CacheInvalidator invalidator => null!;
            public static Shop shop => null!;
            public static Fetcher<Product> products => null!;
            public static string id => "";
            public static CancellationToken ct => default;
            public static Keyspace<Product> Products { get; } = Keyspace.Create<Product>("product", "p");
            public static Keyspace<string[]> Reviews { get; } = Keyspace.Create<string[]>("reviews", "r");
        }

        public sealed record Product(string Id, string Name, decimal Price, long Version = 0);

        // As Entity Framework would have it.
        public sealed class ShopContext
        {
            public ProductSet Products => null!;
            public sealed class ProductSet
            {
                public ValueTask<Product?> FindAsync(object[] keys, CancellationToken cancellationToken) => default;
            }
        }

        public sealed class Shop
        {
            public Task<Product?> FindProductAsync(string id, CancellationToken cancellationToken) => Task.FromResult<Product?>(null);
            public Task<string[]?> FindReviewsAsync(string id, CancellationToken cancellationToken) => Task.FromResult<string[]?>(null);
        }
        """;

    private static readonly SyntaxTree[] Around =
    [
        CSharpSyntaxTree.ParseText(Context.Replace("public static class Context", "namespace Around;\npublic static class Context")),
        CSharpSyntaxTree.ParseText("global using Around; global using static Around.Context; global using CacheLayer;"),
    ];

    public static TheoryData<string> Pages => Page.All;

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_CSharp_compiles(string path)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, code, isComplete) in Page.Read(path).Blocks.Where(block => block.Language is "csharp"))
        {
            if (isComplete)
            {
                ReadmeProgram.Compile(code);
                continue;
            }

            var root = CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot();
            var declared = root.Members.OfType<BaseTypeDeclarationSyntax>().ToDictionary(type => type.Identifier.Text, type => type.ToFullString());

            // A page explains itself in steps: a block may use the types of those before it.
            var earlier = string.Concat(types.Where(type => !declared.ContainsKey(type.Key)).Select(type => type.Value));
            var compilation = ReadmeProgram.CompilationOf(code, isProgram: root.Members.Any(member => member is GlobalStatementSyntax), [.. Around, CSharpSyntaxTree.ParseText(earlier)]);
            var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error);
            Assert.True(!errors.Any(), $"{path}: {string.Join(Environment.NewLine, errors)}{Environment.NewLine}{code}");
            foreach (var (name, text) in declared)
            {
                types[name] = text;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_of_JSON_is_JSON_and_its_settings_are_known(string path)
    {
        foreach (var (_, code, _) in Page.Read(path).Blocks.Where(block => block.Language is "json"))
        {
            var json = JsonNode.Parse(code, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!;
            Assert.True(json["CacheLayer"] is null || ConfigurationSchemaTests.Schema.Evaluate(JsonDocument.Parse(json.ToJsonString()).RootElement).IsValid, $"{path}: {code}");
        }
    }
}
