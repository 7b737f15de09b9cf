using System.Text.RegularExpressions;
using Amazon;
using Amazon.SQS;

namespace CacheLayer.Invalidator.Sqs;

/// <summary>Makes the client of SQS from the settings, and else by AWS' own conventions.</summary>
internal static partial class SqsClientFactory
{
    // A request waits 20 seconds for messages, and must not be taken for one that hangs.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    public static IAmazonSQS Create(SqsOptions options)
    {
        var queue = new Uri(options.QueueUrl);
        var ofAws = AwsHost().Match(queue.Host);
        var region = options.Region ?? (ofAws.Success ? ofAws.Groups["region"].Value : null);
        var configuration = new AmazonSQSConfig { Timeout = RequestTimeout };
        if ((options.ServiceUrl ?? (ofAws.Success ? null : queue.GetLeftPart(UriPartial.Authority))) is { } service)
        {
            configuration.ServiceURL = service;
            configuration.AuthenticationRegion = region;
        }
        else if (region is not null)
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonSQSClient(configuration);
    }

    [GeneratedRegex(@"\Asqs(-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex AwsHost();
}
