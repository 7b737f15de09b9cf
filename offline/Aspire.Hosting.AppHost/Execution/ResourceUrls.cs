using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Execution;

internal static class ResourceUrls
{
    /// <summary>A URL per endpoint, as changed by the resource's callbacks.</summary>
    public static IEnumerable<UrlSnapshot> Of(IResourceWithEndpoints resource)
    {
        foreach (var endpoint in resource.GetEndpoints())
        {
            var url = new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint };
            foreach (var annotation in resource.Annotations.OfType<UrlCallbackAnnotation>().Where(annotation => annotation.EndpointName == endpoint.EndpointName))
            {
                annotation.Callback(url);
            }

            // A path stands for that path of the endpoint.
            var full = url.Url.StartsWith('/') ? endpoint.Url + url.Url : url.Url;
            yield return new UrlSnapshot(endpoint.EndpointName, full, url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
            {
                IsInactive = true,
                DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? ""),
            };
        }
    }
}
