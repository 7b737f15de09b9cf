using System.Net.Http.Json;
using CacheLayer.OriginMock;
using CacheLayer.OriginMock.Calls;
using Microsoft.Extensions.Hosting;

namespace CacheLayer.Tests.Orchestrator;

/// <summary>The origin, with 100,000 products and no others, quick unless told otherwise.</summary>
internal sealed class OriginUnderTest(RunningService service) : IAsyncDisposable
{
    public string Url => service.Url;

    public static async Task<OriginUnderTest> StartAsync(string events, int latencyMs = 20)
        => new(await RunningService.StartAsync(
            args => OriginApp.Build(args), $"ConnectionStrings:events={events}", "Origin:Catalogue:AcceptUnknown=false", $"Origin:LatencyMs={latencyMs}"));

    public async Task<IReadOnlyDictionary<string, long>> CallsAsync()
        => (await service.Http.GetFromJsonAsync<CallCounts>("/stats"))!.Calls;

    public async Task SetFaultsAsync(object faults)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/faults");
        request.Content = JsonContent.Create(faults);
        request.Headers.Add(AdminKeyExtensions.HeaderName, RunningService.AdminKey);
        using var answer = await service.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();
}
