namespace CacheLayer.Invalidator.Lambda;

/// <summary>The variables that the function's story names, where the cache's connection string is not set.</summary>
internal static class LambdaSettings
{
    private const string Endpoint = "REDIS_PRIMARY_ENDPOINT";
    private const string Password = "REDIS_PASSWORD";
    private const int DefaultPort = 6379;

    /// <exception cref="InvalidOperationException">They cannot be made a connection string.</exception>
    public static void Apply(IConfigurationManager configuration, string connectionName)
    {
        if (configuration.GetConnectionString(connectionName) is not null || configuration[Endpoint] is not { Length: > 0 } endpoint)
        {
            return;
        }

        var password = configuration[Password];
        if (password is not null && password.Contains(','))
        {
            throw new InvalidOperationException($"{Password} has a comma, which a connection string cannot hold.");
        }

        var address = endpoint.Contains(':') ? endpoint : $"{endpoint}:{DefaultPort}";
        configuration[$"ConnectionStrings:{connectionName}"] = password is { Length: > 0 } ? $"{address},ssl=true,password={password}" : $"{address},ssl=true";
    }
}
