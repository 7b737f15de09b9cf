using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CacheLayer.Tests.Redis;
using HdrHistogram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace CacheLayer.Benchmarks.L1;

/// <summary><c>told</c>: how long after an acknowledgement another process' memory may still serve what was invalidated.</summary>
internal static class L1LatencyCommand
{
    private const double MicrosecondsPerMillisecond = 1_000;

    private static readonly Keyspace<string> Things = Keyspace.Create<string>("thing", "t");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var count = new Option<int>("--invalidations") { Description = "How many values are invalidated, one after the other.", DefaultValueFactory = _ => 5_000 };
        var command = new Command("l1-latency", "Measures the time from an acknowledged invalidation until another process' memory does not serve the value any more; a primary, two replicas.") { count };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await using var redis = await RedisReplicaSet.StartAsync();
            using var reader = await StartAsync(redis, cancellationToken);
            using var writer = await StartAsync(redis, cancellationToken);
            var (late, histogram) = await MeasureAsync(reader.Services, writer.Services, parse.GetValue(count), cancellationToken);
            Write(parse.GetValue(count), late, histogram);
            await reader.StopAsync(cancellationToken);
            await writer.StopAsync(cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<IHost> StartAsync(RedisReplicaSet redis, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:cache"] = redis.ConnectionString;
        builder.Configuration["CacheLayer:Keyspaces:thing:L1:Enabled"] = "true";
        builder.AddCacheLayer("cache");
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }

    /// <returns>How many were still served when they were acknowledged, and for how long each was, in microseconds.</returns>
    private static async Task<(int Late, LongHistogram Times)> MeasureAsync(IServiceProvider reader, IServiceProvider writer, int count, CancellationToken cancellationToken)
    {
        var cache = reader.GetRequiredService<CacheClient>();
        var store = writer.GetRequiredService<CacheClient>();
        var invalidator = writer.GetRequiredService<CacheInvalidator>();
        var times = new LongHistogram((long)(Patience.TotalMilliseconds * MicrosecondsPerMillisecond), 3);
        var late = 0;
        for (var i = 0; i < count; i++)
        {
            var id = i.ToString(CultureInfo.InvariantCulture);
            await store.SetAsync(Things, id, "value", cancellationToken: cancellationToken);
            for (var began = Stopwatch.GetTimestamp(); !(await cache.GetAsync(Things, id, cancellationToken)).FromL1;)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience)
                {
                    throw new InvalidOperationException("A value does not get into memory.");
                }
            }

            await invalidator.InvalidateAsync([new(Things, id)], cancellationToken);
            var acknowledged = Stopwatch.GetTimestamp();
            var isLate = false;
            while ((await cache.GetAsync(Things, id, cancellationToken)).FromL1)
            {
                isLate = true;
            }

            late += isLate ? 1 : 0;
            times.RecordValue(isLate ? (long)(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds * MicrosecondsPerMillisecond) : 0);
        }

        return (late, times);
    }

    private static void Write(int count, int late, LongHistogram times)
    {
        var table = new Table().AddColumns("invalidations", "served after the acknowledgement", "p50 ms", "p95 ms", "p99 ms", "max ms");
        table.AddRow(
            Text(count, "N0"), Text(late, "N0"), Percentile(50), Percentile(95), Percentile(99), Percentile(100));
        AnsiConsole.Write(table);

        string Percentile(double percentile) => Text(times.GetValueAtPercentile(percentile) / MicrosecondsPerMillisecond, "0.000");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
