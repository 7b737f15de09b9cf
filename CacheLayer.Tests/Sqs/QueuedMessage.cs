namespace CacheLayer.Tests.Sqs;

/// <summary>A message of a queue.</summary>
internal sealed class QueuedMessage(string id, string body, DateTimeOffset sent, IReadOnlyDictionary<string, string> attributes)
{
    public string Id => id;

    public string Body => body;

    /// <summary>What the sender says beside the body.</summary>
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    public DateTimeOffset Sent { get; } = sent;

    public DateTimeOffset VisibleAt { get; set; } = sent;

    public DateTimeOffset FirstReceived { get; set; }

    public int ReceiveCount { get; set; }

    /// <summary>The receipt of the last time it was received; an older one no longer deletes it.</summary>
    public string? Receipt { get; set; }
}
