using CacheLayer.Invalidator.Telemetry;

namespace CacheLayer.Invalidator.Sns;

/// <summary><c>POST /sns</c>: the address to subscribe to a topic.</summary>
/// <remarks>
/// 200 when a notification is carried out on every node or put among the dead letters, 4xx when it can never be accepted, and 503 when SNS is
/// to try again.
/// </remarks>
internal sealed class SnsEndpoint(SnsVerifier verifier, SnsSource source, SnsSubscription subscription, InvalidatorMetrics metrics, ILogger<SnsEndpoint> logger)
{
    /// <summary>A message has 256 KB at most; in JSON its quotes and control characters take more.</summary>
    public const int MaxBodyBytes = 1_048_576;

    private const string TypeHeader = "x-amz-sns-message-type";
    private const string RawHeader = "x-amz-sns-rawdelivery";
    private const int RetryAfterSeconds = 20;

    public async Task<IResult> PostAsync(HttpRequest request)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        try
        {
            var message = await ReadAsync(request, cancellationToken);
            var publishedAt = await verifier.VerifyAsync(message, cancellationToken);
            switch (message.Type)
            {
                case SnsMessage.Notification:
                    await source.DeliverAsync(message, publishedAt, cancellationToken);
                    break;
                case SnsMessage.SubscriptionConfirmation:
                    await subscription.ConfirmAsync(message, cancellationToken);
                    break;
                default:
                    subscription.End(message);
                    break;
            }

            metrics.Posted(StatusCodes.Status200OK);
            return TypedResults.Ok();
        }
        catch (SnsRefusedException refused)
        {
            metrics.Posted(refused.Status);
            logger.Refused(refused.InnerException, refused.Status, refused.Message);
            if (refused.Status is StatusCodes.Status503ServiceUnavailable)
            {
                request.HttpContext.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            }

            return TypedResults.Problem(refused.Message, statusCode: refused.Status);
        }
    }

    private static async Task<SnsMessage> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.ContainsKey(RawHeader))
        {
            throw SnsRefusedException.Malformed("Raw message delivery carries no signature: turn it off for this subscription (RawMessageDelivery=false).");
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var message = SnsMessageReader.Read(body.GetBuffer().AsMemory(0, (int)body.Length));
        return request.Headers[TypeHeader] is { Count: > 0 } type && type != message.Type
            ? throw SnsRefusedException.Malformed($"The header {TypeHeader} names another type than the body.")
            : message;
    }
}
