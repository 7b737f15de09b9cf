using Microsoft.AspNetCore.OpenApi;

namespace CacheLayer.Orchestrator.Description;

internal static class ApiDescription
{
    private const string Document = "/openapi/v1.json";

    public static void AddApiDescription(this IServiceCollection services)
        => services.AddOpenApi(options =>
        {
            // ProductList, not ProductListOfProduct.
            options.CreateSchemaReferenceId = type => type.Type.IsGenericType && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name
                ? name[..name.IndexOf("Of", StringComparison.Ordinal)]
                : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "CacheLayer";
                document.Info.Description = "The catalogue, read through the cache. Cache-Status says where each part of an answer came from, "
                    + "Server-Timing how long cache and origin took, X-Instance which orchestrator answered.";
                return Task.CompletedTask;
            });
        });

    public static void MapApiDescription(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapGet("/", () => new ApiLinks(Document, "/products/0439023483", "/pages/0439023483?customer=anonymous", "/stats", "/health"))
            .ExcludeFromDescription();
    }
}
