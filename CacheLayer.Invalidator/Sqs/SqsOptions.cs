using System.ComponentModel.DataAnnotations;

namespace CacheLayer.Invalidator.Sqs;

/// <summary>
/// Which queue is read, and how; bound from <c>Invalidator:Sqs</c>. Credentials, and a region that is not said here, are found as in every
/// program that uses AWS' SDK: environment, profile, container, instance.
/// </summary>
internal sealed class SqsOptions : IValidatableObject
{
    public const string SectionName = $"{InvalidatorOptions.SectionName}:Sqs";
    public const int MaxReceivers = 64;
    public const int DefaultReceivers = 4;

    /// <summary>The address of the queue, as SQS shows it.</summary>
    public string QueueUrl { get; set; } = "";

    /// <summary>The region of the queue, or null: the one in its address, else the SDK's default.</summary>
    public string? Region { get; set; }

    /// <summary>Where SQS is reached, for example a VPC endpoint, or null: the region's, or that of a queue's address that is not one of AWS.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>How long a request waits for messages.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20", ErrorMessage = $"{SectionName}:WaitTime must be 0 to 20 seconds.")]
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// After how long a message that a worker received and did not delete comes again. It is extended while the worker is at it, so what a
    /// killed worker had in hand stays stale for so long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:03", "12:00:00", ErrorMessage = $"{SectionName}:VisibilityTimeout must be 3 seconds to 12 hours.")]
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many batches, of at most 10 messages each, are received and carried out side by side.</summary>
    [Range(1, MaxReceivers, ErrorMessage = $"{SectionName}:Receivers must be 1 to 64.")]
    public int Receivers { get; set; } = DefaultReceivers;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsAddress(QueueUrl))
        {
            yield return new($"{SectionName}:QueueUrl is not the address of a queue, like https://sqs.eu-central-1.amazonaws.com/123456789012/changes.");
        }

        if (ServiceUrl is not null && !IsAddress(ServiceUrl))
        {
            yield return new($"{SectionName}:ServiceUrl is not an http or https address.");
        }
    }

    private static bool IsAddress(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
