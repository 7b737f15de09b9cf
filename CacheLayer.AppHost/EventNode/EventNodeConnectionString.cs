namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes the connection string of an event node.</summary>
internal static class EventNodeConnectionString
{
    public static ReferenceExpression Build(IResourceWithEndpoints node, ParameterResource password)
    {
        var endpoint = node.GetEndpoint(RedisServer.EndpointName);
        return ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.IPV4Host)}:{endpoint.Property(EndpointProperty.Port)},password={password}");
    }
}
