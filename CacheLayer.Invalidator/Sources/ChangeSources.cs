namespace CacheLayer.Invalidator.Sources;

/// <summary>Where change events are taken from; several at once are written <c>Streams,Sqs</c>.</summary>
[Flags]
internal enum ChangeSources
{
    /// <summary>Nothing is taken: the process only answers health checks and shows dead letters.</summary>
    None = 0,

    /// <summary>A Redis stream on the event node, as one consumer of the group.</summary>
    Streams = 1,

    /// <summary>An SQS queue, with or without SNS before it.</summary>
    Sqs = 2,

    /// <summary>Notifications that SNS posts to this process over HTTPS.</summary>
    Sns = 4,

    /// <summary>All of them.</summary>
    All = Streams | Sqs | Sns,
}
