using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using CacheLayer.Catalogue;
using CacheLayer.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace CacheLayer.Tests.AppHost;

/// <summary>The whole application, started once for all tests of <see cref="ApplicationCollection"/>.</summary>
public sealed class RunningApplication : IAsyncLifetime
{
    private const string AdminKey = "the-key-of-the-tests";

    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(5);

    private readonly string _runtime;
    private DistributedApplication? _application;

    public RunningApplication()
        : this("Process")
    {
    }

    internal RunningApplication(string runtime) => _runtime = runtime;

    public static string[] Nodes { get; } = ["cache-1", "cache-2", "cache-3"];

    public static string[] Sentinels { get; } = ["cache-sentinel-1", "cache-sentinel-2", "cache-sentinel-3"];

    public HttpClient Origin { get; private set; } = null!;

    /// <summary>Whichever orchestrator the next connection reaches.</summary>
    public HttpClient Orchestrator { get; private set; } = null!;

    private DistributedApplication Application => _application ?? throw new InvalidOperationException("The application has not started.");

    private ResourceNotificationService States => Application.Services.GetRequiredService<ResourceNotificationService>();

    public async Task InitializeAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CacheLayer_AppHost>(
            ["--Banner=false", $"--Cache:Runtime={_runtime}", "--Traffic:Arguments=generate --rate 20 --duration 2 --warm-up 2", $"--Parameters:admin-key={AdminKey}"]);
        _application = await builder.BuildAsync();
        using var deadline = new CancellationTokenSource(StartWithin);
        await Application.StartAsync(deadline.Token);
        foreach (var resource in (string[])[.. Nodes, .. Sentinels, "cache", "events", "origin", "orchestrator", "invalidator"])
        {
            await States.WaitForResourceHealthyAsync(resource, deadline.Token);
        }

        Origin = Application.CreateHttpClient("origin");
        Origin.DefaultRequestHeaders.Add("X-Admin-Key", AdminKey);
        Orchestrator = Application.CreateHttpClient("orchestrator");
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    /// <summary>What the dashboard shows of the resource's health.</summary>
    public string ShownHealth(string resource)
        => States.TryGetCurrentState(resource, out var state) ? string.Join(';', state.Snapshot.HealthReports.Select(report => report.Description)) : "";

    /// <summary>Whether the dashboard shows a node with a role: in its list beside the state, and in its health.</summary>
    public bool IsShownAs(string node, string role)
        => States.TryGetCurrentState(node, out var state)
            && state.Snapshot.Urls.Any(url => url.DisplayProperties.DisplayName.StartsWith($"{role} (tcp://", StringComparison.Ordinal))
            && ShownHealth(node).StartsWith(role, StringComparison.Ordinal);

    /// <summary>The resources that Aspire wants a development certificate for.</summary>
    public IEnumerable<string> UsersOfCertificates() => Application.Services.GetRequiredService<DistributedApplicationModel>().Resources
        .Where(resource => resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.UriScheme is "https") || TakesCertificate(resource))
        .Select(resource => resource.Name);

    /// <summary>What the nodes, sentinels and the whole set say now; the dashboard asks a healthy resource every 30 s only.</summary>
    public Task<HealthReport> CacheHealthAsync()
        => Application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name.StartsWith("cache", StringComparison.Ordinal));

    /// <summary>Waits until all nodes are linked and all sentinels agree, as it is before and after each test.</summary>
    public Task HealthyAsync() => Eventually.AsyncThat("the cache is healthy", async () => (await CacheHealthAsync()).Status is HealthStatus.Healthy);

    /// <summary>The name of the node that is primary now.</summary>
    public async Task<string> PrimaryAsync()
    {
        var health = await CacheHealthAsync();
        return Nodes.Single(node => health.Entries[$"{node}_check"].Description!.StartsWith("primary", StringComparison.Ordinal));
    }

    public async Task ExecuteAsync(string resource, string command)
    {
        var commands = Application.Services.GetRequiredService<ResourceCommandService>();
        var model = Application.Services.GetRequiredService<DistributedApplicationModel>();
        var result = await commands.ExecuteCommandAsync(model.Resources.Single(candidate => candidate.Name == resource), command);
        Assert.True(result.Success, result.Message);
    }

    /// <summary>Waits until the resource has ended; returns its exit code.</summary>
    public async Task<int?> EndAsync(string resource)
    {
        using var deadline = new CancellationTokenSource(StartWithin);
        var end = await States.WaitForResourceAsync(resource, state => state.Snapshot.ExitCode is not null, deadline.Token);
        return end.Snapshot.ExitCode;
    }

    /// <summary>Whether the resource runs and is healthy by what the dashboard shows.</summary>
    public bool IsHealthy(string resource)
        => States.TryGetCurrentState(resource, out var state) && state.Snapshot is { HealthStatus: HealthStatus.Healthy, State.Text: "Running" };

    /// <summary>How many events the event node has.</summary>
    public async Task<long> EventsAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync((await Application.GetConnectionStringAsync("events"))!);
        return await connection.GetDatabase().StreamLengthAsync(ChangeStream.Name);
    }

    public async Task<decimal> OriginPriceAsync(string asin) => Price(await Origin.GetFromJsonAsync<JsonElement>($"/products/{asin}"));

    /// <summary>Raises the price of a product at the origin; returns the new one.</summary>
    public async Task<decimal> RaisePriceAsync(string asin)
    {
        var price = await OriginPriceAsync(asin) + 1;
        (await Origin.PutAsJsonAsync($"/products/{asin}/price", new { price })).EnsureSuccessStatusCode();
        return price;
    }

    /// <summary>The price of the product that each orchestrator answers, by the name of the orchestrator.</summary>
    public async Task<Dictionary<string, decimal>> PricesAsync(string asin)
    {
        var prices = new Dictionary<string, decimal>();
        await Eventually.AsyncThat("both orchestrators have answered", async () =>
        {
            using var answer = await GetOnNewConnectionAsync($"/products/{asin}");
            answer.EnsureSuccessStatusCode();
            prices[answer.Headers.GetValues("X-Instance").Single()] = Price(await answer.Content.ReadFromJsonAsync<JsonElement>());
            return prices.Count is 2;
        });
        return prices;
    }

    public async Task<HttpResponseMessage> GetOnNewConnectionAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { ConnectionClose = true } };
        return await Orchestrator.SendAsync(request);
    }

#pragma warning disable ASPIRECERTIFICATES001 // What it is about has no other name.
    private static bool TakesCertificate(IResource resource)
        => resource.Annotations.OfType<HttpsCertificateConfigurationCallbackAnnotation>().Any()
            && !(resource.TryGetLastAnnotation<HttpsCertificateAnnotation>(out var certificate) && certificate is { UseDeveloperCertificate: not true, Certificate: null });
#pragma warning restore ASPIRECERTIFICATES001

    private static decimal Price(JsonElement product) => product.GetProperty("price").GetDecimal();
}
