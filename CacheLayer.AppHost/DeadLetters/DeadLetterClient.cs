using System.Net.Http.Json;
using System.Text.Json;

namespace CacheLayer.AppHost.DeadLetters;

/// <summary>Asks the invalidator about its dead letters, and says in a line what it answered.</summary>
internal sealed class DeadLetterClient(EndpointReference invalidator, ParameterResource adminKey)
{
    private const string Path = "/dead-letters";
    private const int Shown = 5;

    public Task<ExecuteCommandResult> ListAsync(CancellationToken cancellationToken)
        => AskAsync(HttpMethod.Get, $"{Path}?count={Shown}", Describe, cancellationToken);

    public Task<ExecuteCommandResult> RedriveAsync(CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Post,
        $"{Path}/redrive?all=true",
        answer => $"{answer.GetProperty("redriven")} redriven, {answer.GetProperty("cut")} stay because their body is cut.",
        cancellationToken);

    public Task<ExecuteCommandResult> PurgeAsync(CancellationToken cancellationToken)
        => AskAsync(HttpMethod.Delete, $"{Path}?all=true", answer => $"{answer.GetProperty("purged")} purged.", cancellationToken);

    private static string Describe(JsonElement page)
    {
        var count = page.GetProperty("count").GetInt64();
        return count is 0
            ? "There are no dead letters."
            : $"{count} dead letters. The newest: {string.Join(" | ", page.GetProperty("newest").EnumerateArray().Select(letter => $"{letter.GetProperty("id").GetString()} {letter.GetProperty("reason").GetString()}"))}";
    }

    // Whatever goes wrong is said in the dashboard.
    private async Task<ExecuteCommandResult> AskAsync(HttpMethod method, string path, Func<JsonElement, string> describe, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri(invalidator.Url) };
        using var request = new HttpRequestMessage(method, path) { Headers = { { "X-Admin-Key", await adminKey.GetValueAsync(cancellationToken) } } };
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return response.IsSuccessStatusCode
                ? CommandResults.Success(describe(answer))
                : CommandResults.Failure(answer.GetProperty("detail").GetString());
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException)
        {
            return CommandResults.Failure(exception.Message);
        }
    }
}
