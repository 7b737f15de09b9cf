namespace Aspire.Hosting;

public class MissingParameterValueException(string message) : DistributedApplicationException(message);
