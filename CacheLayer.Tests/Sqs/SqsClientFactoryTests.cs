using Amazon.SQS;
using CacheLayer.Invalidator.Sqs;

namespace CacheLayer.Tests.Sqs;

[Trait("Tier", "unit")]
public sealed class SqsClientFactoryTests
{
    [Theory]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/changes", null, "eu-central-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/changes", null, "cn-north-1")]
    [InlineData("https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/changes", null, "us-gov-west-1")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/changes", "eu-west-1", "eu-west-1")]
    public void The_region_is_the_setting_or_that_of_the_queue(string queueUrl, string? setting, string region)
    {
        using var client = SqsClientFactory.Create(new() { QueueUrl = queueUrl, Region = setting });
        Assert.Equal(region, ((AmazonSQSConfig)client.Config).RegionEndpoint.SystemName);
        Assert.Null(client.Config.ServiceURL);
    }

    [Theory]
    [InlineData("http://localhost:4566/000000000000/changes", null, "http://localhost:4566/")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/changes", "https://vpce-1.sqs.eu-central-1.vpce.amazonaws.com", "https://vpce-1.sqs.eu-central-1.vpce.amazonaws.com/")]
    public void Another_endpoint_is_the_setting_or_that_of_the_queue(string queueUrl, string? setting, string endpoint)
    {
        using var client = SqsClientFactory.Create(new() { QueueUrl = queueUrl, ServiceUrl = setting, Region = "eu-central-1" });
        Assert.Equal(endpoint, client.Config.ServiceURL);
        Assert.Equal("eu-central-1", client.Config.AuthenticationRegion);
    }
}
