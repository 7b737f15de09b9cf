namespace CacheLayer.OriginMock.Storage;

internal static class StoreExtensions
{
    public static void AddStore(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.SectionName);
        services.AddSingleton<ChangeDatabase>();
        services.AddSingleton<ChangeWriter>();
        // A file that cannot be used stops the service at its start, not the first request.
        services.ActivateSingleton<ChangeDatabase>();
    }
}
