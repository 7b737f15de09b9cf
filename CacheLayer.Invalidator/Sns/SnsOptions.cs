using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace CacheLayer.Invalidator.Sns;

/// <summary>What is accepted at <c>POST /sns</c>; bound from <c>Invalidator:Sns</c>.</summary>
internal sealed partial class SnsOptions : IValidatableObject
{
    public const string SectionName = $"{InvalidatorOptions.SectionName}:Sns";

    /// <summary>The topics whose messages are accepted; at least one. Anybody can make SNS sign messages of a topic of their own.</summary>
    public IList<string> TopicArns { get; set; } = [];

    /// <summary>
    /// How old a message may be. SNS goes on trying for an hour at most, and the time of a message is that of its first attempt.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = $"{SectionName}:MaxAge must be 1 minute to 1 day.")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(65);

    /// <summary>
    /// Whether the certificate that signed a message must lead to a root that this machine trusts. Without it, the certificate's
    /// address, name and period are checked, and its source by TLS.
    /// </summary>
    public bool CheckCertificateChain { get; set; } = true;

    /// <summary>A PEM file of the roots to trust in place of the machine's, or null.</summary>
    public string? TrustedRootsFile { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TopicArns.Count is 0)
        {
            yield return new($"{SectionName}:TopicArns is empty: name the topics whose messages are accepted.");
        }

        foreach (var (index, arn) in TopicArns.Index())
        {
            if (!TopicArn().IsMatch(arn))
            {
                yield return new($"{SectionName}:TopicArns:{index} is not the ARN of a topic, like arn:aws:sns:eu-central-1:123456789012:changes.");
            }
        }

        if (TrustedRootsFile is not null && !File.Exists(TrustedRootsFile))
        {
            yield return new($"{SectionName}:TrustedRootsFile names a file that is not there: {TrustedRootsFile}.");
        }
    }

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TopicArn();
}
