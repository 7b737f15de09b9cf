namespace CacheLayer.OriginMock.Faults;

internal static class FaultExtensions
{
    public static void AddFaults(this IServiceCollection services)
    {
        services.AddOptions<FaultOptions>().BindConfiguration(FaultOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<FaultState>();
    }

    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        var faults = routes.MapGroup("/faults").RequireAdminKey();
        faults.MapGet("", (FaultState state) => state.Current);
        faults.MapPut("", (FaultChange change, FaultState state) => state.Current = change.AppliedTo(state.Current));
    }
}
