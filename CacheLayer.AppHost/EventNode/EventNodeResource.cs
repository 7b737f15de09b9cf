namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis node that keeps everything it is given (no eviction, append-only file), as a local process.</summary>
public sealed class EventNodeResource(string name, string command, string workingDirectory, ParameterResource password)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    /// <summary>The password of the node.</summary>
    public ParameterResource PasswordParameter { get; } = password;

    /// <summary>Address and password as StackExchange.Redis reads them.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var endpoint = this.GetEndpoint(RedisServer.EndpointName);
            return ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.IPV4Host)}:{endpoint.Property(EndpointProperty.Port)},password={PasswordParameter}");
        }
    }
}
