using System.Collections.Concurrent;
using System.Net;

namespace CacheLayer.Tests.Sns;

/// <summary>The addresses of SNS that the invalidator calls, in the hands of a test.</summary>
internal sealed class SnsWeb : HttpMessageHandler
{
    private readonly ConcurrentQueue<Uri> _calls = new();

    /// <summary>What is answered; anything else is not found.</summary>
    public ConcurrentDictionary<string, (HttpStatusCode Status, string Body)> Answers { get; } = new();

    public IReadOnlyCollection<Uri> Calls => _calls;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _calls.Enqueue(request.RequestUri!);
        var (status, body) = Answers.GetValueOrDefault(request.RequestUri!.AbsoluteUri, (HttpStatusCode.NotFound, ""));
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body), RequestMessage = request });
    }
}
