using System.Globalization;
using System.Text;
using CacheLayer.Catalogue;
using CacheLayer.Invalidator.Events;
using CacheLayer.Invalidator.Sns;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Worker;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.Redis;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace CacheLayer.Tests.Invalidator.Fuzz;

/// <summary>Whatever a record holds: there is an answer, none stops another, and memory stays bounded.</summary>
[Trait("Tier", "redis")]
public sealed class FuzzTests(RedisSingleFixture cache, EventNodeFixture events, ITestOutputHelper output)
    : IClassFixture<RedisSingleFixture>, IClassFixture<EventNodeFixture>
{
    private const int Limit = 4_096;
    private const int BatchLength = 256;
    private const int MostDeadLetters = 1_000;
    private const long MostGrowth = 64 * 1024 * 1024;
    private static readonly TimeSpan Hangs = TimeSpan.FromMinutes(30);

    /// <summary>How many records each test tries; a million for a long run.</summary>
    private static readonly int Records = int.Parse(Environment.GetEnvironmentVariable("CACHELAYER_FUZZ_RECORDS") ?? "10000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_parser_has_an_answer_to_everything()
    {
        long understood = 0, rejected = 0;
        await BoundedAsync(() => Task.Run(() => MutatedBodies.Gen.Sample(body =>
        {
            var parsed = ChangeParser.Parse(body, Limit, EventMap.Catalogue);
            Interlocked.Add(ref understood, parsed.Planned.Count > 0 ? 1 : 0);
            Interlocked.Add(ref rejected, parsed.Rejection is null ? 0 : 1);
            return (parsed.Planned.Count > 0 || parsed.Rejection is not null)
                && parsed.Planned.All(planned => IsId(planned.Invalidation.Id) && planned.Invalidation.Version >= 0)
                && (parsed.Rejection is null || (parsed.Rejection.Length < 1_000 && !parsed.Rejection.Any(char.IsControl)));
        }, iter: Records, threads: 2)));
        output.WriteLine($"{Records} records: {understood} understood in whole or in part, {rejected} rejected in whole or in part");
        Assert.True(understood > Records / 20 && rejected > Records / 20, "the records are all of one kind");
    }

    [Fact]
    public async Task Whatever_is_posted_as_a_message_of_SNS_is_one_or_is_refused()
    {
        long read = 0, refused = 0;
        await BoundedAsync(() => Task.Run(() => MutatedBodies.Gen.Sample(body =>
        {
            try
            {
                var message = SnsMessageReader.Read(body);
                Interlocked.Increment(ref read);
                return SnsCanonicalText.Of(message).Length > 0 && (!SnsAddress.TryReadCertificate(message.SigningCertUrl, out var address) || address.Scheme is "https");
            }
            catch (SnsRefusedException exception)
            {
                Interlocked.Increment(ref refused);
                return exception.Status is StatusCodes.Status400BadRequest && exception.Message.Length < 1_000;
            }
        }, iter: Records, threads: 2)));
        output.WriteLine($"{Records} bodies: {read} messages, {refused} refused");
        Assert.True(read > Records / 50 && refused > Records / 20, "the bodies are all of one kind");
    }

    [Fact]
    public async Task The_worker_carries_out_or_puts_aside_everything()
    {
        await using var invalidator = await InvalidatorUnderTest.StartAsync(
            cache.Redis.ConnectionString, events.ConnectionString,
            "Invalidator:Source=None", $"Invalidator:MaxBodyBytes={Limit}", $"Invalidator:DeadLetterMaxLength={MostDeadLetters}", "Logging:LogLevel:CacheLayer.Invalidator=Error");
        var processor = invalidator.Services.GetRequiredService<BatchProcessor>();
        long deadLettered = 0, deleted = 0, batches = 0;
        await BoundedAsync(() => MutatedBodies.Gen.Array[BatchLength].SampleAsync(async bodies =>
        {
            await cache.Redis.Nodes[0].ExecuteAsync("MSET", "p:B000000001", "value", "p:B000000002", "value", "v:043902348X", "value", "m:manga-home", "value");
            var number = Interlocked.Increment(ref batches);
            var records = bodies.Select((body, i) => new ChangeRecord($"{number}-{i}", body, DateTimeOffset.UnixEpoch)).ToArray();
            var outcome = await processor.ProcessAsync(records, CancellationToken.None);
            Interlocked.Add(ref deadLettered, outcome.DeadLettered.Count);
            Interlocked.Add(ref deleted, outcome.Deleted);
            return outcome.DeadLettered.Count == bodies.Count(body => ChangeParser.Parse(body, Limit, EventMap.Catalogue).Rejection is not null);
        }, iter: Math.Max(1, Records / BatchLength), threads: 1));
        output.WriteLine($"{batches * BatchLength} records: {deadLettered} put aside, {deleted} cache entries deleted");

        Assert.True(deleted > batches && deadLettered > batches, "the records are all of one kind");
        // Trimmed by whole blocks of the stream.
        Assert.InRange((long)await events.Node.ExecuteAsync("XLEN", ChangeStream.DeadLetters), 1, 2 * MostDeadLetters);
    }

    private static bool IsId(string id) => id.Length > 0 && !id.Contains('\0') && Encoding.UTF8.GetByteCount(id) <= Keyspace.MaxIdBytes;

    /// <summary>Runs it, with an end to what hangs, and looks at the memory it leaves behind.</summary>
    private async Task BoundedAsync(Func<Task> run)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = TimeProvider.System.GetTimestamp();
        await run().WaitAsync(Hangs);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s, {growth / 1024} KiB more in use afterwards, working set {Environment.WorkingSet / 1024 / 1024} MiB");
        Assert.True(growth < MostGrowth, $"{growth} bytes more in use");
    }
}
