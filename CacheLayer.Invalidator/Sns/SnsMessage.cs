using System.Diagnostics;

namespace CacheLayer.Invalidator.Sns;

/// <summary>What SNS posts to a subscriber. The signature covers these fields, except for <see cref="Trace"/>, and no others.</summary>
internal sealed record SnsMessage
{
    public const string Notification = "Notification";
    public const string SubscriptionConfirmation = "SubscriptionConfirmation";
    public const string UnsubscribeConfirmation = "UnsubscribeConfirmation";

    public required string Type { get; init; }

    public required string MessageId { get; init; }

    public required string TopicArn { get; init; }

    public required string Message { get; init; }

    /// <summary>Of a notification, where its publisher gave one.</summary>
    public string? Subject { get; init; }

    /// <summary>As it was written, because that is what was signed.</summary>
    public required string Timestamp { get; init; }

    /// <summary>Of the confirmations.</summary>
    public string? Token { get; init; }

    /// <summary>Of the confirmations: calling it confirms the subscription, or makes it anew.</summary>
    public string? SubscribeUrl { get; init; }

    public required string SignatureVersion { get; init; }

    public required byte[] Signature { get; init; }

    public required string SigningCertUrl { get; init; }

    /// <summary>The span that published it, which only telemetry sees.</summary>
    public ActivityContext Trace { get; init; }
}
