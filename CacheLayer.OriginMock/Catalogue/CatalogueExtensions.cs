using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Catalogue;

internal static class CatalogueExtensions
{
    public static void AddCatalogue(this IServiceCollection services)
    {
        services.AddOptions<CatalogueOptions>().BindConfiguration(CatalogueOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IAssortment>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<CatalogueOptions>>().Value;
            return options.File is { Length: > 0 } file ? new FileAssortment(CatalogueFile.Read(file)) : new GeneratedAssortment(options);
        });
        // A file that cannot be read stops the service at its start, not the first request.
        services.ActivateSingleton<IAssortment>();
        services.AddSingleton<ProductWriter>();
    }
}
