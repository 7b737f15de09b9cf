using System.Text;

namespace CacheLayer.Tests.Sqs;

/// <summary>A standard queue with SQS' rules: visibility timeouts, receipts, counts, limits.</summary>
internal sealed class SqsQueueState(TimeProvider clock)
{
    public const int MaxMessageBytes = 1_048_576;

    private static readonly TimeSpan LongestInFlight = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private readonly List<QueuedMessage> _messages = [];
    private readonly HashSet<string> _receipts = [];

    /// <summary>How many messages are not deleted.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    public (int Visible, int InFlight) Counts
    {
        get
        {
            lock (_lock)
            {
                var visible = _messages.Count(message => message.VisibleAt <= clock.GetUtcNow());
                return (visible, _messages.Count - visible);
            }
        }
    }

    public QueuedMessage Send(string body, params (string Name, string Value)[] attributes)
    {
        if (Encoding.UTF8.GetByteCount(body) is 0 or > MaxMessageBytes)
        {
            throw SqsError.BadValue($"Message must be shorter than {MaxMessageBytes} bytes, and not empty.");
        }

        lock (_lock)
        {
            var message = new QueuedMessage($"{Guid.NewGuid()}", body, clock.GetUtcNow(), attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value));
            _messages.Add(message);
            return message;
        }
    }

    public List<(QueuedMessage Message, string Receipt, int ReceiveCount)> Receive(int most, TimeSpan visibility)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var received = new List<(QueuedMessage, string, int)>();
            foreach (var message in _messages.Where(message => message.VisibleAt <= now).Take(most))
            {
                message.ReceiveCount++;
                message.FirstReceived = message.ReceiveCount == 1 ? now : message.FirstReceived;
                message.VisibleAt = now + visibility;
                message.Receipt = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
                _receipts.Add(message.Receipt);
                received.Add((message, message.Receipt, message.ReceiveCount));
            }

            return received;
        }
    }

    /// <summary>With an old receipt this succeeds, and deletes nothing.</summary>
    public void Delete(string receipt)
    {
        lock (_lock)
        {
            ThrowIfUnknown(receipt);
            _messages.RemoveAll(message => message.Receipt == receipt);
        }
    }

    public void ChangeVisibility(string receipt, TimeSpan visibility)
    {
        lock (_lock)
        {
            ThrowIfUnknown(receipt);
            var now = clock.GetUtcNow();
            var message = _messages.Find(message => message.Receipt == receipt && message.VisibleAt > now) ?? throw SqsError.NotInFlight;
            if (now + visibility > message.FirstReceived + LongestInFlight)
            {
                throw SqsError.BadValue("Total VisibilityTimeout for the message is beyond the limit of 43200 seconds.");
            }

            message.VisibleAt = now + visibility;
        }
    }

    private void ThrowIfUnknown(string receipt)
    {
        if (!_receipts.Contains(receipt))
        {
            throw SqsError.BadReceipt;
        }
    }
}
