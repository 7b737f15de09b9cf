namespace CacheLayer.Invalidator.Sns;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "SNS confirmed the subscription to {TopicArn}.")]
    public static partial void Subscribed(this ILogger logger, string topicArn);

    [LoggerMessage(2, LogLevel.Warning, "The subscription to {TopicArn} ended; this service no longer receives its changes.")]
    public static partial void Unsubscribed(this ILogger logger, string topicArn);

    [LoggerMessage(3, LogLevel.Warning, "Rejected a message posted to /sns with status {Status}: {Reason}")]
    public static partial void Refused(this ILogger logger, Exception? cause, int status, string reason);
}
