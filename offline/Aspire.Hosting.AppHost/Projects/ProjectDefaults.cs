using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

internal static class ProjectDefaults
{
    /// <summary>Kestrel listens where the endpoints' traffic is sent to.</summary>
    public static IResourceBuilder<ProjectResource> WithServerUrls(this IResourceBuilder<ProjectResource> builder)
        => builder.WithEnvironment(context =>
        {
            var urls = new ReferenceExpressionBuilder();
            foreach (var endpoint in builder.Resource.GetEndpoints().Where(endpoint => endpoint.IsHttp))
            {
                urls.Append($"{(urls.IsEmpty ? "" : ";")}http://{endpoint.EndpointAnnotation.TargetHost}:{endpoint.Property(EndpointProperty.TargetPort)}");
            }

            if (!urls.IsEmpty)
            {
                context.EnvironmentVariables["ASPNETCORE_URLS"] = urls.Build();
            }
        });
}
