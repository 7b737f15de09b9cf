namespace Aspire.Hosting.ApplicationModel;

public class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext()
    {
    }

    public Dictionary<string, object> EnvironmentVariables { get; } = [];
}
