namespace CacheLayer.Invalidator.Sns;

/// <summary>Confirms subscriptions. One that ends is only logged: whoever ended it had a reason.</summary>
internal sealed class SnsSubscription(IHttpClientFactory clients, ILogger<SnsSubscription> logger)
{
    /// <exception cref="SnsRefusedException">The address is not one of SNS, or SNS does not confirm now.</exception>
    public async Task ConfirmAsync(SnsMessage message, CancellationToken cancellationToken)
    {
        if (!SnsAddress.TryRead(message.SubscribeUrl!, out var address))
        {
            throw SnsRefusedException.Forbidden("SubscribeURL is not an address of SNS.");
        }

        using var client = clients.CreateClient(SnsCertificates.HttpClientName);
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (SnsCalls.IsFailure(exception, cancellationToken))
        {
            throw SnsRefusedException.NotNow("SNS does not confirm the subscription now.", exception);
        }

        logger.Subscribed(message.TopicArn);
    }

    public void End(SnsMessage message) => logger.Unsubscribed(message.TopicArn);
}
