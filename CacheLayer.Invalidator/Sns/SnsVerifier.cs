using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.Sns;

/// <summary>Proves that a message comes from SNS and from a topic that is allowed, and is not an old one.</summary>
internal sealed class SnsVerifier(SnsCertificates certificates, IOptions<SnsOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> _topics = new(options.Value.TopicArns, StringComparer.Ordinal);

    /// <returns>When the message was published.</returns>
    /// <exception cref="SnsRefusedException">It is not proven, or cannot be now.</exception>
    public async Task<DateTimeOffset> VerifyAsync(SnsMessage message, CancellationToken cancellationToken)
    {
        // What costs nothing first: nobody makes this process fetch certificates without knowing a topic.
        if (!_topics.Contains(message.TopicArn))
        {
            throw SnsRefusedException.Forbidden($"The topic is none of {SnsOptions.SectionName}:{nameof(SnsOptions.TopicArns)}.");
        }

        var publishedAt = PublishedAt(message);
        var hash = message.SignatureVersion switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => throw SnsRefusedException.Malformed("SignatureVersion is neither 1 nor 2."),
        };
        if (!SnsAddress.TryReadCertificate(message.SigningCertUrl, out var address))
        {
            throw SnsRefusedException.Forbidden("SigningCertURL is not an address of SNS.");
        }

        using var key = (await certificates.GetAsync(address, cancellationToken)).GetRSAPublicKey();
        return key?.VerifyData(SnsCanonicalText.Of(message), message.Signature, hash, RSASignaturePadding.Pkcs1) is true
            ? publishedAt
            : throw SnsRefusedException.Forbidden("The signature does not fit the message.");
    }

    private DateTimeOffset PublishedAt(SnsMessage message)
    {
        if (!DateTimeOffset.TryParse(message.Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var publishedAt))
        {
            throw SnsRefusedException.Malformed("Timestamp is not a time.");
        }

        var age = clock.GetUtcNow() - publishedAt;
        return age <= options.Value.MaxAge && age >= -ClockDifference
            ? publishedAt
            : throw SnsRefusedException.Forbidden(
                $"The message is not of the last {options.Value.MaxAge.TotalMinutes:0} minutes ({SnsOptions.SectionName}:{nameof(SnsOptions.MaxAge)}).");
    }
}
