namespace Aspire.Hosting.ApplicationModel;

public interface IResourceWithEndpoints : IResource;
