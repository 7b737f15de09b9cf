namespace CacheLayer.AppHost.Startup;

/// <summary>Writes where the application is, and what to paste into a shell to try it.</summary>
/// <param name="api">The orchestrators.</param>
/// <param name="origin">The origin, where prices are changed.</param>
/// <param name="adminKey">The key that a change needs. The console belongs to the user who started the application, and who may see it.</param>
internal sealed class ReadyLines(EndpointReference api, EndpointReference origin, ParameterResource adminKey)
{
    // The first product of the origin's own catalogue.
    private const string SomeAsin = "B000000000";

    public async Task<string> WriteAsync(TimeSpan elapsed, string? dashboard, CancellationToken cancellationToken)
        => Text(elapsed, dashboard, api.Url, origin.Url, await adminKey.GetValueAsync(cancellationToken));

    internal static string Text(TimeSpan elapsed, string? dashboard, string api, string origin, string? adminKey) => $$"""

        CacheLayer is ready after {{elapsed.TotalSeconds:0.0}} s.

          Dashboard   {{dashboard ?? "not available"}}
          API         {{api}}
          Read        curl -i {{api}}/pages/{{SomeAsin}}
          Change      curl -i -X PUT {{origin}}/products/{{SomeAsin}}/price -H 'X-Admin-Key: {{adminKey}}' -H 'Content-Type: application/json' -d '{"price":12.34}'
          Stop        Ctrl+C

        """;
}
