using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CacheLayer.Tests.Packages;

/// <summary>What a reader pastes into a new service compiles, without a warning, and caches.</summary>
[Trait("Tier", "application")]
public sealed class ReadmeTests(RedisSingleFixture fixture) : IClassFixture<RedisSingleFixture>
{
    private readonly ConcurrentQueue<string> _asked = new();

    [Fact]
    public async Task The_program_of_step_by_step_fetches_once_until_it_is_told_of_a_change()
    {
        await using var origin = await StartOriginAsync();
        await using var program = await StartAsync("docs/step-by-step.md", $"--Origin={origin.Urls.Single()}");

        await program.Http.GetStringAsync("/products/a");
        await StoredAsync("p:a");
        Assert.Contains("\"product a\"", await program.Http.GetStringAsync("/products/a"), StringComparison.Ordinal);
        var page = await program.Http.GetStringAsync("/pages/a");
        await StoredAsync("r:a");
        Assert.Equal(page, await program.Http.GetStringAsync("/pages/a"));
        Assert.Contains("good", page, StringComparison.Ordinal);
        Assert.Equal(["products a", "reviews a"], _asked);

        Assert.Equal(1, await (await program.Http.PostAsync("/products/a/changed", null)).Content.ReadFromJsonAsync<int>());
        await program.Http.GetStringAsync("/pages/a");
        Assert.Equal(["products a", "reviews a", "products a"], _asked);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Http.GetAsync("/products/none")).StatusCode);
    }

    [Fact]
    public async Task The_program_of_getting_started_misses_once_until_the_entry_is_deleted()
    {
        await using var program = await StartAsync("docs/getting-started.md");
        var first = await program.Http.GetStringAsync("/time/Paris");
        Assert.EndsWith("in Paris (Miss)", first, StringComparison.Ordinal);
        await StoredAsync("t:Paris");

        Assert.Equal(first.Replace("Miss", "Hit"), await program.Http.GetStringAsync("/time/Paris"));
        Assert.Equal("1", await (await program.Http.DeleteAsync("/time/Paris")).Content.ReadAsStringAsync());
        Assert.EndsWith("(Miss)", await program.Http.GetStringAsync("/time/Paris"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CacheLayer/README.md", "hc:report a")]
    [InlineData("CacheLayer.OutputCaching/README.md", "oc:*")]
    public async Task The_program_of_a_package_s_README_answers_the_same_until_its_tag_is_removed(string readme, string key)
    {
        await using var program = await StartAsync(readme);
        var first = await program.Http.GetStringAsync("/reports/a");
        await StoredAsync(key);

        Assert.Equal(first, await program.Http.GetStringAsync("/reports/a"));
        (await program.Http.PostAsync("/reports/changed", null)).EnsureSuccessStatusCode();
        Assert.NotEqual(first, await program.Http.GetStringAsync("/reports/a"));
    }

    private Task<ReadmeProgram> StartAsync(string readme, params string[] arguments)
        => ReadmeProgram.StartAsync(
            Assert.Single(ReadmeProgram.Of(readme)),
            [$"--ConnectionStrings:cache={fixture.Redis.ConnectionString}", "--Logging:LogLevel:Default=Warning", .. arguments]);

    private Task StoredAsync(string key)
        => Eventually.AsyncThat($"{key} is stored", async () => ((string[])(await fixture.Redis.Nodes[0].ExecuteAsync("KEYS", key))!).Length is 1);

    private async Task<WebApplication> StartOriginAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/products/none", () => Microsoft.AspNetCore.Http.Results.NotFound());
        app.MapGet("/products/{id}", (string id) => Asked($"products {id}", new { Id = id, Name = $"product {id}", Price = 9.95m }));
        app.MapGet("/reviews/{id}", (string id) => Asked($"reviews {id}", new[] { "good", "better" }));
        await app.StartAsync();
        return app;
    }

    private T Asked<T>(string what, T answer)
    {
        _asked.Enqueue(what);
        return answer;
    }
}
