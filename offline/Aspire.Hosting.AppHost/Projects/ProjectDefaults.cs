using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>What a .NET project gets without being asked for.</summary>
internal static class ProjectDefaults
{
    /// <summary>Takes endpoints, environment and arguments from the launch profile, as `dotnet run` would.</summary>
    public static IResourceBuilder<ProjectResource> WithLaunchProfile(this IResourceBuilder<ProjectResource> builder, string? profileName = null)
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var profile = LaunchProfileReader.Read(builder.Resource.ProjectDirectory, profileName ?? configuration["AppHost:DefaultLaunchProfileName"] ?? configuration["DOTNET_LAUNCH_PROFILE"]);
        if (profile is null)
        {
            return builder;
        }

        foreach (var group in (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => new Uri(url)).GroupBy(url => url.Scheme))
        {
            foreach (var (index, url) in group.Index())
            {
                var name = index == 0 ? group.Key : $"{group.Key}{index + 1}";
                builder.WithEndpoint(name, endpoint =>
                {
                    endpoint.UriScheme = group.Key;
                    endpoint.Port = url.Port;
                });
            }
        }

        return builder.WithEnvironment(context =>
        {
            foreach (var (name, value) in profile.EnvironmentVariables ?? new Dictionary<string, string>())
            {
                context.EnvironmentVariables.TryAdd(name, value);
            }
        });
    }

    /// <summary>Kestrel listens where the endpoints' traffic is sent to.</summary>
    public static IResourceBuilder<ProjectResource> WithServerUrls(this IResourceBuilder<ProjectResource> builder)
        => builder.WithEnvironment(context =>
        {
            var http = builder.Resource.GetEndpoints().Where(endpoint => endpoint.IsHttp || endpoint.IsHttps).ToArray();
            if (http.Length > 0)
            {
                var urls = new ReferenceExpressionBuilder();
                foreach (var endpoint in http)
                {
                    urls.Append($"{(urls.IsEmpty ? "" : ";")}{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:{endpoint.Property(EndpointProperty.TargetPort)}");
                }

                context.EnvironmentVariables["ASPNETCORE_URLS"] = urls.Build();
            }
        });
}
