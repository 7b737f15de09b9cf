namespace CacheLayer.Orchestrator.Answers;

internal static class AnswerExtensions
{
    public static void AddAnswers(this IServiceCollection services)
    {
        services.AddSingleton<ValueAnswer>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
    }

    /// <summary>Describes an endpoint whose answers are read through the cache.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, string name, string summary)
        => endpoint
            .WithName(name)
            .WithSummary(summary)
            .Produces<T>(StatusCodes.Status200OK, "application/json", MessagePackFormat.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
}
