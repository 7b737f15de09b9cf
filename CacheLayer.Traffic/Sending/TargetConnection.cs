namespace CacheLayer.Traffic.Sending;

/// <summary>The kept HTTP/1.1 connections to the orchestrators, one set an address, taken in turn.</summary>
internal sealed class TargetConnection : IDisposable
{
    private const string ProbePath = "/alive";

    private readonly IReadOnlyList<Uri> _addresses;
    private readonly int _connections;
    private readonly TimeSpan _timeout;
    private readonly HttpMessageInvoker _http;
    private int _turn;

    /// <param name="addresses">At least one.</param>
    /// <param name="connections">The most connections to each address.</param>
    /// <param name="timeout">How long the answers of <see cref="OpenAsync"/> may take.</param>
    public TargetConnection(IReadOnlyList<Uri> addresses, int connections, TimeSpan timeout)
    {
        _addresses = addresses;
        _connections = connections;
        _timeout = timeout;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxConnectionsPerServer = connections,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseCookies = false,
            UseProxy = false,
        });
    }

    public Task<HttpResponseMessage> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
        => GetAsync(_addresses[(int)((uint)Interlocked.Increment(ref _turn) % _addresses.Count)], pathAndQuery, cancellationToken);

    /// <summary>Opens the connections, after one request that shows that each address answers.</summary>
    /// <exception cref="BadInputException">An address does not answer.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var address in _addresses)
        {
            await ProbeAsync(address, cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => ProbeAsync(address, cancellationToken)));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task ProbeAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            using var response = await GetAsync(address, ProbePath, limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BadInputException($"The target {address} did not answer within {_timeout.TotalSeconds} s.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new BadInputException($"The target {address} does not answer: {exception.Message}", exception);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, string pathAndQuery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, pathAndQuery));
        return await _http.SendAsync(request, cancellationToken);
    }
}
