namespace Aspire.Hosting.Eventing;

public interface IDistributedApplicationEvent;
