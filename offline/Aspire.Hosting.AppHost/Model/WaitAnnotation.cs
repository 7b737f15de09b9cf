namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts when that one is healthy.</summary>
internal sealed record WaitAnnotation(IResource Resource) : IResourceAnnotation;
