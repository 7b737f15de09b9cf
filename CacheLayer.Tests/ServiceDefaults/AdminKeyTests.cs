using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.ServiceDefaults;

[Trait("Tier", "unit")]
public sealed class AdminKeyTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the key of the administrato")]
    [InlineData("The key of the administrator")]
    public async Task An_administrative_endpoint_refuses_a_wrong_key(string? key)
    {
        await using var service = await ServiceUnderTest.StartAsync();
        using var answer = await AskAsync(service, key);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_administrative_endpoint_takes_the_key()
    {
        await using var service = await ServiceUnderTest.StartAsync();
        using var answer = await AskAsync(service, ServiceUnderTest.AdminKey);
        Assert.Equal("welcome", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public async Task A_service_without_a_proper_key_does_not_start(string key)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceUnderTest.StartAsync(adminKey: key));
        Assert.Contains("Admin:Key", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(ServiceUnderTest service, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(AdminKeyExtensions.HeaderName, key);
        }

        return await service.Http.SendAsync(request);
    }
}
