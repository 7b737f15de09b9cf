namespace CacheLayer.AppHost.Startup;

/// <summary>What is checked before anything starts, so that it can be said in one line.</summary>
internal static class Preflight
{
    /// <summary>What keeps the application from starting; null when nothing does.</summary>
    public static string? Problem(IDistributedApplicationBuilder builder)
    {
        try
        {
            var runtime = CacheSettings.Read(builder.Configuration).Runtime ?? ContainerEngine.DefaultRuntime;
            return builder.ExecutionContext.IsRunMode && runtime is RedisRuntime.Process && !IsOnPath("redis-server")
                ? "redis-server is not installed and no container engine is used: run 'apt-get install redis-server' (Debian, Ubuntu) or 'brew install redis' (macOS), or start Docker or Podman."
                : null;
        }
        catch (DistributedApplicationException exception)
        {
            return exception.Message;
        }
    }

    private static bool IsOnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
