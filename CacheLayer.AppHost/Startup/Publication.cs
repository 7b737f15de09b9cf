namespace CacheLayer.AppHost.Startup;

/// <summary>What of this application can be published.</summary>
internal static class Publication
{
    /// <summary>Why nothing would be published, although Aspire would end without an error; null when something will be.</summary>
    public static string? Problem(IDistributedApplicationBuilder builder)
        => builder.Configuration["Pipeline:Step"] is "publish" or "deploy" && !builder.Resources.OfType<IComputeEnvironmentResource>().Any()
            ? "Nothing is published: this application has no compute environment (the packages for Docker Compose, Kubernetes and Azure add one). "
                + "Write its manifest with --publisher manifest --output-path aspire-manifest.json."
            : null;
}
