namespace Aspire.Hosting;

/// <summary>What Redis nodes run as on this machine, by what works here.</summary>
/// <param name="Runtime">What they run as; null when they cannot run as what is wanted, or as anything.</param>
/// <param name="Reason">Why they are processes although containers were not ruled out, or why they cannot run and what to do; else null.</param>
/// <param name="NeedsRedisServer">Whether an installed redis-server would let them run.</param>
internal sealed record RedisRuntimeChoice(RedisRuntime? Runtime, string? Reason = null, bool NeedsRedisServer = false)
{
    private const string RedisServer = "redis-server";
    private const string Install = $"install {RedisServer} with 'apt-get install {RedisServer}' (Debian, Ubuntu) or 'brew install redis' (macOS)";

    /// <summary>Chooses for this machine: containers where an engine answers that has the image or can pull it, else processes where redis-server is.</summary>
    public static RedisRuntimeChoice OfThisMachine(IDistributedApplicationBuilder builder, RedisRuntime? wanted)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return new(RedisRuntime.Container);
        }

        var engine = wanted is RedisRuntime.Process ? null : ContainerEngine.Command;
        var image = RedisContainerImage.Of(builder);
        return Make(wanted, engine, image, () => ImageProblem(engine!, image), IsOnPath(RedisServer));
    }

    /// <summary>Chooses by what is known of a machine.</summary>
    /// <param name="wanted">The runtime that was asked for; null: whichever works.</param>
    /// <param name="engine">The container engine that answers, or null.</param>
    /// <param name="image">The image that the nodes need.</param>
    /// <param name="imageProblem">Why the engine cannot have the image, or null; asked only where an engine answers.</param>
    /// <param name="hasRedisServer">Whether redis-server is installed.</param>
    public static RedisRuntimeChoice Make(RedisRuntime? wanted, string? engine, string image, Func<string?> imageProblem, bool hasRedisServer)
    {
        if (wanted is RedisRuntime.Process)
        {
            return hasRedisServer ? new(RedisRuntime.Process) : new(null, $"Cache:Runtime is Process, but {RedisServer} is not installed: {Install}.", NeedsRedisServer: true);
        }

        var (problem, remedy) = (engine, engine is null ? null : imageProblem()) switch
        {
            (null, _) => ("no container engine answers", "start Docker or Podman"),
            (_, null) => (null, null),
            (_, { } why) => ($"{engine} has no image {image} and cannot pull it ({why})", "make the image with eng/redis-image.sh, or name another one with Cache:Image"),
        };
        return (problem, wanted, hasRedisServer) switch
        {
            (null, _, _) => new(RedisRuntime.Container),
            (_, RedisRuntime.Container, _) => new(null, $"Cache:Runtime is Container, but {problem}: {remedy}."),
            (_, _, true) => new(RedisRuntime.Process, $"Redis runs as processes: {problem}."),
            _ => new(null, $"Redis cannot run, as {problem} and {RedisServer} is not installed: {Install}, or {remedy}.", NeedsRedisServer: true),
        };
    }

    private static string? ImageProblem(string engine, string image)
    {
        if (ContainerEngine.HasImage(engine, image))
        {
            return null;
        }

        Console.WriteLine($"{engine} pulls {image}...");
        return ContainerEngine.Pull(engine, image);
    }

    private static bool IsOnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
