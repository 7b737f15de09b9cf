using Aspire.Hosting;

namespace CacheLayer.Tests.AppHost;

/// <summary>A test of nodes in containers; left out, with the reason, where no engine answers or the engine does not have the image.</summary>
public sealed class ContainerFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(WhyNot);

    public ContainerFactAttribute() => Skip = Missing.Value;

    /// <summary>Whether the tests of containers run.</summary>
    public static bool IsPossible => Missing.Value is null;

    private static string? WhyNot()
    {
        var image = RedisContainerImage.Of(DistributedApplication.CreateBuilder());
        return ContainerEngine.Command is not { } engine ? "no container engine answers"
            : ContainerEngine.HasImage(engine, image) ? null
            : $"{engine} has no image {image}";
    }
}
