using System.Diagnostics;
using CacheLayer.Traffic.Arrivals;
using CacheLayer.Traffic.Generation;
using CacheLayer.Traffic.Measuring;
using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Sending;
using Microsoft.AspNetCore.Http;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class OpenLoopTests
{
    private const int Arrivals = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Measurements _measurements = new();

    [Fact]
    public async Task Arrivals_do_not_wait_for_answers()
    {
        var gate = new TaskCompletionSource();
        await using var orchestrator = await FakeOrchestrator.StartAsync(_ => gate.Task);
        using var target = new TargetConnection([orchestrator.Address], connections: 1, Patience);
        var sender = NewSender(target);

        await NewLoop(sender).RunAsync(CancellationToken.None);

        Assert.Equal(Arrivals, _measurements.Take().Sent);
        Assert.Equal(Arrivals, sender.UnderWay);
        Assert.Equal(0, _measurements.Take().Answered);

        gate.SetResult();
        await sender.DrainAsync();
        Assert.Equal(Arrivals, _measurements.Take().Answered);
    }

    [Fact]
    public async Task What_exceeds_the_bound_is_an_error_and_not_a_delay()
    {
        var gate = new TaskCompletionSource();
        await using var orchestrator = await FakeOrchestrator.StartAsync(_ => gate.Task);
        using var target = new TargetConnection([orchestrator.Address], connections: 1, Patience);
        var sender = NewSender(target, maxInFlight: 10);

        await NewLoop(sender).RunAsync(CancellationToken.None);
        gate.SetResult();
        await sender.DrainAsync();

        var run = _measurements.Take();
        Assert.Equal((10, Arrivals - 10), (run.Sent, run.NotSent));
        Assert.Equal(10, run.Answered);
    }

    [Fact]
    public async Task Latency_counts_from_the_intended_start()
    {
        await using var orchestrator = await FakeOrchestrator.StartAsync();
        using var target = new TargetConnection([orchestrator.Address], connections: 1, Patience);
        var sender = NewSender(target);

        sender.Send(new PlannedRequest(RequestKind.Product, "/products/B000000000"), Stopwatch.GetTimestamp() - (5 * Stopwatch.Frequency));
        await sender.DrainAsync();

        var run = _measurements.Take();
        Assert.True(run.Client!.P50 >= 5000);
        Assert.True(run.Lag!.P50 >= 5000);
    }

    [Fact]
    public async Task Failures_are_told_apart()
    {
        var never = new TaskCompletionSource();
        await using var orchestrator = await FakeOrchestrator.StartAsync(context => context.Request.Path.Value switch
        {
            "/503" => Answer(context, 503),
            "/broken" => Break(context),
            _ => never.Task,
        });
        using var target = new TargetConnection([orchestrator.Address], connections: 3, Patience);
        var patient = NewSender(target);
        var impatient = new HttpSender(target, maxInFlight: 10, TimeSpan.FromMilliseconds(50), _measurements);

        patient.Send(new PlannedRequest(RequestKind.Product, "/503"), Stopwatch.GetTimestamp());
        patient.Send(new PlannedRequest(RequestKind.Product, "/broken"), Stopwatch.GetTimestamp());
        impatient.Send(new PlannedRequest(RequestKind.Product, "/never"), Stopwatch.GetTimestamp());
        await patient.DrainAsync();
        await impatient.DrainAsync();
        never.SetResult();

        Assert.Equal(["broken_connection", "status_503", "timeout"], _measurements.Take().Errors.Keys);
    }

    [Fact]
    public async Task A_stop_ends_the_arrivals()
    {
        await using var orchestrator = await FakeOrchestrator.StartAsync();
        using var target = new TargetConnection([orchestrator.Address], connections: 1, Patience);
        var sender = NewSender(target);
        using var stop = new CancellationTokenSource();

        var run = new OpenLoop(new ConstantArrivals(0.001), NewPlanner(), sender, duration: null).RunAsync(stop.Token);
        await stop.CancelAsync();
        await run;
        await sender.DrainAsync();

        Assert.InRange(_measurements.Take().Sent, 0, 1);
    }

    private HttpSender NewSender(TargetConnection target, int maxInFlight = 10_000) => new(target, maxInFlight, Patience, _measurements);

    private static OpenLoop NewLoop(HttpSender sender)
        => new(new ConstantArrivals(10_000), NewPlanner(), sender, TimeSpan.FromSeconds(Arrivals / 10_000.0));

    private static RequestPlanner NewPlanner()
        => new(new GeneratedKeys(new LoadModel(), seed: 1), RequestPath.Products, new ProductAsins([]), customers: 0, seed: 1);

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Break(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
