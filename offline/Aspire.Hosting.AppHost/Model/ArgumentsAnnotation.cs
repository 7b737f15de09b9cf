namespace Aspire.Hosting.ApplicationModel;

internal sealed record ArgumentsAnnotation(IReadOnlyList<object> Arguments) : IResourceAnnotation;
