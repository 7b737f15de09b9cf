using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace CacheLayer.Tests.Orchestrator;

/// <summary>What the tests look at in an answer.</summary>
internal static class CacheReadFactory
{
    public static string CacheStatus(this HttpResponseMessage answer) => answer.Header("Cache-Status");

    public static string Header(this HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    public static async Task<HttpResponseMessage> GetMessagePackAsync(this HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/x-msgpack");
        var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        Assert.Equal("application/x-msgpack", answer.Content.Headers.ContentType?.MediaType);
        return answer;
    }

    /// <summary>Checks that the answer is problem details of this status, and returns their detail.</summary>
    public static async Task<string?> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
    }
}
