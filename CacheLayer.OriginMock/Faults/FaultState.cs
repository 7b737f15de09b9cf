using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Faults;

/// <summary>The faults of now.</summary>
internal sealed class FaultState(IOptions<FaultOptions> options)
{
    private volatile FaultOptions _current = options.Value;

    public FaultOptions Current
    {
        get => _current;
        set => _current = value;
    }
}
