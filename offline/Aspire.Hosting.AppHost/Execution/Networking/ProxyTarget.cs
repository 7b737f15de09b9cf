namespace Aspire.Hosting.Execution.Networking;

/// <summary>Where one instance listens.</summary>
internal sealed class ProxyTarget(int port)
{
    private volatile bool _isServing;

    public int Port { get; } = port;

    public bool IsServing
    {
        get => _isServing;
        set => _isServing = value;
    }
}
