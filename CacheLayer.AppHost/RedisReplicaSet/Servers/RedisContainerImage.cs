namespace Aspire.Hosting;

internal static class RedisContainerImage
{
    public const string Registry = "docker.io";
    public const string Image = "library/redis";
    public const string Tag = "8.6";

    /// <summary>The folder that the image gives to Redis.</summary>
    public const string DataFolder = "/data";
}
