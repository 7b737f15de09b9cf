namespace Aspire.Hosting;

/// <summary>The image of Redis nodes that run as containers.</summary>
internal static class RedisContainerImage
{
    /// <summary>The folder that the image gives to Redis.</summary>
    public const string DataFolder = "/data";

    private const string Default = "docker.io/library/redis:8.6";

    /// <summary>The image that <c>Cache:Image</c> names, or the official one.</summary>
    public static string Of(IDistributedApplicationBuilder builder) => builder.Configuration["Cache:Image"] is { Length: > 0 } image ? image : Default;
}
