namespace Aspire.Hosting.ApplicationModel;

/// <summary>The ids of the instances that a resource runs as. A resource without it has one, called like itself.</summary>
internal sealed record InstanceAnnotation(IReadOnlyList<string> Ids) : IResourceAnnotation;
