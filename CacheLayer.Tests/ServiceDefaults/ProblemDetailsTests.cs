using System.Net;
using System.Text;
using System.Text.Json;

namespace CacheLayer.Tests.ServiceDefaults;

[Trait("Tier", "unit")]
public sealed class ProblemDetailsTests
{
    [Fact]
    public async Task Json_is_snake_case()
    {
        await using var service = await ServiceUnderTest.StartAsync();
        const string Json = """{"first_word":"hello","how_many":2}""";
        using var answer = await PostAsync(service, Json);
        Assert.Equal(Json, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"first_word":null,"how_many":2}""")]
    [InlineData("""{"first_word":"hello","how_many":"many"}""")]
    public async Task A_body_that_cannot_be_read_is_refused_with_a_reason(string json)
    {
        await using var service = await ServiceUnderTest.StartAsync();
        using var answer = await PostAsync(service, json);
        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, withDetail: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused_with_a_reason(bool chunked)
    {
        await using var service = await ServiceUnderTest.StartAsync();
        using var answer = await PostAsync(service, $$"""{"first_word":"{{new string('a', 70_000)}}","how_many":2}""", chunked);
        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, withDetail: true);
    }

    [Theory]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/echo", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/throws", HttpStatusCode.InternalServerError)]
    public async Task Every_error_is_a_problem_and_says_nothing_of_the_inside(string path, HttpStatusCode status)
    {
        await using var service = await ServiceUnderTest.StartAsync();
        using var answer = await service.Http.GetAsync(path);
        var problem = await AssertProblemAsync(answer, status, withDetail: false);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(ServiceUnderTest service, string json, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/echo");
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;
        return await service.Http.SendAsync(request);
    }

    private static async Task<string> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, bool withDetail)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var problem = JsonDocument.Parse(text);
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(withDetail, problem.RootElement.TryGetProperty("detail", out _));
        return text;
    }
}
