using System.Text.Json;
using System.Text.Json.Serialization;
using CacheLayer.Catalogue;
using CacheLayer.Orchestrator.Description;
using CacheLayer.Orchestrator.Pages;
using CacheLayer.Orchestrator.Products;
using CacheLayer.Orchestrator.Statistics;

namespace CacheLayer.Orchestrator.Answers;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ReviewSummary))]
[JsonSerializable(typeof(Recommendations))]
[JsonSerializable(typeof(Promotion))]
[JsonSerializable(typeof(ProductList<Product>))]
[JsonSerializable(typeof(ProductPage<Product, ReviewSummary, Recommendations, Promotion>))]
[JsonSerializable(typeof(OrchestratorStatistics))]
[JsonSerializable(typeof(ApiLinks))]
internal sealed partial class AnswerJson : JsonSerializerContext;
