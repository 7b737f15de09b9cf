using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

internal static class ResourceUrls
{
    /// <summary>Shows a URL per endpoint, as changed and extended by the resource's callbacks.</summary>
    public static Task PublishAsync(IResource resource, DistributedApplicationExecutionContext executionContext, ResourceNotificationService notifications, CancellationToken cancellationToken)
        => (resource as IResourceWithEndpoints)?.GetEndpoints().Any() == true || resource.HasAnnotationOfType<ResourceUrlsCallbackAnnotation>()
            ? PublishUrlsAsync(resource, executionContext, notifications, cancellationToken)
            : Task.CompletedTask;

    private static async Task PublishUrlsAsync(IResource resource, DistributedApplicationExecutionContext executionContext, ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        var endpoints = (resource as IResourceWithEndpoints)?.GetEndpoints() ?? [];
        var context = new ResourceUrlsCallbackContext(
            executionContext,
            resource,
            [.. endpoints.Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint })],
            cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { Urls = [.. context.Urls.Select(ToSnapshot)] }).ConfigureAwait(false);
    }

    private static UrlSnapshot ToSnapshot(ResourceUrlAnnotation url)
    {
        // A path stands for that path of the endpoint.
        var full = url.Url.StartsWith('/') && url.Endpoint is { } endpoint ? endpoint.Url + url.Url : url.Url;
        return new UrlSnapshot(url.Endpoint?.EndpointName, full, url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            IsInactive = url.Endpoint is not null,
            DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? ""),
        };
    }
}
