namespace CacheLayer.Invalidator.Sns;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "SNS has confirmed the subscription to {TopicArn}.")]
    public static partial void Subscribed(this ILogger logger, string topicArn);

    [LoggerMessage(2, LogLevel.Warning, "The subscription to {TopicArn} has ended: changes of that topic no longer come here.")]
    public static partial void Unsubscribed(this ILogger logger, string topicArn);

    [LoggerMessage(3, LogLevel.Warning, "A message posted to /sns was answered {Status}: {Reason}")]
    public static partial void Refused(this ILogger logger, Exception? cause, int status, string reason);
}
