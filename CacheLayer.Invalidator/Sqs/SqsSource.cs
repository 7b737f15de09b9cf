using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using CacheLayer.Invalidator.Sources;
using CacheLayer.Invalidator.Telemetry;

namespace CacheLayer.Invalidator.Sqs;

/// <summary>A queue, read by one of several receivers. What is not deleted becomes visible again, to any of them.</summary>
internal sealed class SqsSource(SqsQueue queue, SqsProgress progress, TimeProvider clock, ILogger<SqsSource> logger) : IChangeSource
{
    private const int DeleteAttempts = 3;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);

    private readonly List<ChangeRecord> _inHand = [];
    private SqsLease? _lease;

    public string Name => "sqs";

    // There are several of them, and what one has in hand is handed back together.
    public bool GoesOn => false;

    public Task OpenAsync(CancellationToken stopping) => HandBackAsync(stopping);

    public async Task<IReadOnlyList<ChangeRecord>> ReceiveAsync(CancellationToken stopping)
    {
        var messages = await queue.ReceiveAsync(stopping);
        if (messages.Count > 0)
        {
            var now = clock.GetUtcNow();
            _inHand.AddRange(messages.Select(message => ToRecord(message, now)));
            _lease = new(queue, Receipts(_inHand), clock, logger);
            progress.Received(_inHand);
        }

        return [.. _inHand];
    }

    public async Task AcknowledgeAsync(IReadOnlyList<ChangeRecord> records)
    {
        var left = Receipts(records);
        for (var attempt = 1; ; attempt++)
        {
            var failed = await queue.DeleteAsync(left);
            if (failed.Count is 0)
            {
                break;
            }

            if (attempt == DeleteAttempts)
            {
                // They come again, and are carried out again, which does no harm.
                logger.NotDeleted(failed.Count, failed[0].Reason);
                break;
            }

            left = [.. failed.Select(entry => entry.Receipt)];
            await Task.Delay(RetryPause, clock);
        }

        await ForgetAsync();
    }

    /// <remarks>The lease does.</remarks>
    public Task KeepAsync() => Task.CompletedTask;

    public Task CloseAsync() => HandBackAsync(CancellationToken.None);

    /// <summary>Makes what was not deleted visible at once, rather than when its time is over.</summary>
    private async Task HandBackAsync(CancellationToken cancellationToken)
    {
        var receipts = Receipts(_inHand);
        await ForgetAsync();
        if (receipts.Count > 0)
        {
            await queue.HideAsync(receipts, TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task ForgetAsync()
    {
        progress.Finished(_inHand);
        _inHand.Clear();
        if (_lease is { } lease)
        {
            _lease = null;
            await lease.DisposeAsync();
        }
    }

    private static List<string> Receipts(IReadOnlyList<ChangeRecord> records) => [.. records.Select(record => record.Receipt!)];

    private ChangeRecord ToRecord(Message message, DateTimeOffset now) => new(message.MessageId, Encoding.UTF8.GetBytes(message.Body ?? ""), now)
    {
        Channel = queue.Channel,
        Trace = MessageTrace.Read(Attribute(message, MessageTrace.Parent), Attribute(message, MessageTrace.State)),
        PublishedAt = Number(message, MessageSystemAttributeName.SentTimestamp) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null,
        Attempts = (int?)Number(message, MessageSystemAttributeName.ApproximateReceiveCount) ?? 1,
        Receipt = message.ReceiptHandle,
    };

    private static string? Attribute(Message message, string name)
        => message.MessageAttributes is { } attributes && attributes.TryGetValue(name, out var attribute) ? attribute.StringValue : null;

    private static long? Number(Message message, string attribute)
        => message.Attributes is { } attributes
            && attributes.TryGetValue(attribute, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
