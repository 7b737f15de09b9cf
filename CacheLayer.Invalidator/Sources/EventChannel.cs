namespace CacheLayer.Invalidator.Sources;

/// <summary>Where records come from, by OpenTelemetry's conventions for messaging.</summary>
/// <param name="System">The kind of broker: <c>redis</c>, <c>aws_sqs</c>, <c>aws.sns</c>.</param>
/// <param name="Destination">The name of the stream, queue or topic; null where it is not known.</param>
/// <param name="ConsumerGroup">The group that reads it, where there is one.</param>
internal sealed record EventChannel(string System, string? Destination, string? ConsumerGroup = null);
