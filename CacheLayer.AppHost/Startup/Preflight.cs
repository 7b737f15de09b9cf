using System.Diagnostics.CodeAnalysis;

namespace CacheLayer.AppHost.Startup;

/// <summary>What is decided and checked before anything starts, so that it can be said in one line.</summary>
internal static class Preflight
{
    /// <summary>The exit code of an application that could not start; its console says why.</summary>
    public const int CannotStart = 1;

    /// <summary>The exit code when an installed redis-server would let the application start; run.sh installs it then.</summary>
    public const int NeedsRedisServer = 3;

    /// <summary>Reads the settings and decides on the runtime; where that fails, says why on the console and gives the exit code.</summary>
    public static bool TryPrepare(IDistributedApplicationBuilder builder, [NotNullWhen(true)] out CacheSettings? settings, out int exitCode)
    {
        (settings, exitCode) = (null, CannotStart);
        try
        {
            var read = CacheSettings.Read(builder.Configuration);
            var choice = RedisRuntimeChoice.OfThisMachine(builder, read.Runtime);
            if (choice.Runtime is not { } runtime)
            {
                exitCode = choice.NeedsRedisServer ? NeedsRedisServer : CannotStart;
                Console.Error.WriteLine(choice.Reason);
                return false;
            }

            if (choice.Reason is { } reason)
            {
                Console.WriteLine(reason);
            }

            if (runtime is RedisRuntime.Container && ContainerEngine.Command is { } engine)
            {
                // The engine that was asked for the image is the one that runs it.
                builder.Configuration["DcpPublisher:ContainerRuntime"] ??= engine;
            }

            settings = read with { Runtime = runtime };
            return true;
        }
        catch (DistributedApplicationException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return false;
        }
    }
}
