namespace Aspire.Hosting;

/// <summary>
/// How the dashboard shows the role of a node: as the text of its endpoint in the list, and among its properties. Not as its state, because what
/// is in no state but <c>Running</c> has no health for Aspire, and who waits for it waits for ever.
/// </summary>
internal static class ShownRole
{
    public const string Property = "redis.role";

    // For a moment, so that its health, which Aspire asks a healthy resource for every 30 s only, is asked for at once.
    private const string Changing = "Changing role";

    /// <summary>What a node is, in a few words; null when it does not answer.</summary>
    public static string? Describe(ReplicationState? state, Func<string?, string> nameOf) => state switch
    {
        null => null,
        { IsPrimary: true } => "primary",
        { IsLinked: true } => $"replica of {nameOf(state.Primary)}",
        _ => $"replica of {nameOf(state.Primary)}, link down",
    };

    /// <summary>The role that a resource is shown with; null when it is with none.</summary>
    public static string? Of(CustomResourceSnapshot snapshot)
        => snapshot.Properties.FirstOrDefault(property => property.Name is Property)?.Value as string;

    /// <summary>Whether a resource is shown with a role everywhere: what Aspire itself says of it takes the endpoint's text away.</summary>
    public static bool IsShown(CustomResourceSnapshot snapshot, string? role)
        => Of(snapshot) == role && snapshot.Urls.All(url => !IsEndpoint(url) || url.DisplayProperties.DisplayName == Text(url, role));

    public static CustomResourceSnapshot Show(CustomResourceSnapshot snapshot, string? role)
    {
        var properties = snapshot.Properties.RemoveAll(property => property.Name is Property);
        return snapshot with
        {
            State = snapshot.State?.Text == KnownResourceStates.Running && role is not null && Of(snapshot) != role ? Changing : snapshot.State,
            Properties = role is null ? properties : properties.Add(new(Property, role) { DisplayName = "Role", IsHighlighted = true }),
            Urls = [.. snapshot.Urls.Select(url => IsEndpoint(url) ? url with { DisplayProperties = url.DisplayProperties with { DisplayName = Text(url, role) } } : url)],
        };
    }

    /// <summary>Ends the moment of the change, unless the node has stopped in it.</summary>
    public static CustomResourceSnapshot Settle(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text is Changing ? snapshot with { State = KnownResourceStates.Running } : snapshot;

    private static bool IsEndpoint(UrlSnapshot url) => url.Name is RedisServer.EndpointName;

    private static string Text(UrlSnapshot url, string? role) => role is null ? "" : $"{role} ({url.Url})";
}
