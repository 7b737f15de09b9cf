using System.Globalization;

namespace CacheLayer.Invalidator.Lambda;

/// <summary>Lambda's HTTP interface for custom runtimes, version 2018-06-01.</summary>
/// <param name="address">Host and port, as <c>AWS_LAMBDA_RUNTIME_API</c> has them.</param>
internal sealed class LambdaApi(string address) : IDisposable
{
    private const string RequestIdHeader = "Lambda-Runtime-Aws-Request-Id";
    private const string DeadlineHeader = "Lambda-Runtime-Deadline-Ms";
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    // The next invocation may be hours away; meanwhile Lambda freezes the process.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        BaseAddress = new Uri($"http://{address}/2018-06-01/runtime/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Waits for the next invocation.</summary>
    public async Task<LambdaInvocation> NextAsync(CancellationToken stopping)
    {
        using var answer = await _http.GetAsync("invocation/next", stopping);
        answer.EnsureSuccessStatusCode();
        var deadline = long.Parse(Header(answer, DeadlineHeader), NumberStyles.None, CultureInfo.InvariantCulture);
        return new(Header(answer, RequestIdHeader), DateTimeOffset.FromUnixTimeMilliseconds(deadline), await answer.Content.ReadAsByteArrayAsync(stopping));
    }

    /// <summary>Answers an invocation with <c>{"statusCode":200,"body":"{\"deleted\":1,\"errors\":0}"}</c>, and for SQS with <c>"batchItemFailures"</c>.</summary>
    public Task RespondAsync(string requestId, SnsEventResult result) => PostAsync($"invocation/{requestId}/response", LambdaAnswer.Of(result), errorType: null);

    /// <summary>Says that an invocation has failed.</summary>
    public Task FailAsync(string requestId, LambdaError error) => PostAsync($"invocation/{requestId}/error", error, error.Type);

    /// <summary>Says that the function cannot start.</summary>
    public Task FailStartAsync(LambdaError error) => PostAsync("init/error", error, error.Type);

    public void Dispose() => _http.Dispose();

    private async Task PostAsync<T>(string path, T body, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (errorType is not null)
        {
            request.Headers.Add(ErrorTypeHeader, errorType);
        }

        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static string Header(HttpResponseMessage answer, string name)
        => answer.Headers.TryGetValues(name, out var values) ? values.First() : throw new HttpRequestException($"Lambda's answer has no header {name}.");
}
