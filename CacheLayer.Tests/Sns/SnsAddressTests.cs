using CacheLayer.Invalidator.Sns;

namespace CacheLayer.Tests.Sns;

[Trait("Tier", "unit")]
public sealed class SnsAddressTests
{
    [Theory]
    [InlineData("https://sns.us-east-2.amazonaws.com/SimpleNotificationService-010a507c1833636cd94bdb98bd93083a.pem")]
    [InlineData("https://sns.us-gov-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.cn-north-1.amazonaws.com.cn/a_B-9.pem")]
    public void A_certificate_at_SNS_is_accepted(string address) => Assert.True(SnsAddress.TryReadCertificate(address, out _));

    [Theory]
    [InlineData("")]
    [InlineData("sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("http://sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com:8443/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com:80/a.pem")]
    [InlineData("https://user@sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://@sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com@evil.example/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com%2f@evil.example/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com.evil.example/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com.cn.evil.example/a.pem")]
    [InlineData("https://evil.example/sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://evil.example?sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://evil.example#sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://evil.example\\.sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://evilsns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://a.sns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.evil.com/a.pem")]
    [InlineData("https://sns.us-east-2.amazonawsXcom/a.pem")]
    [InlineData("https://sns.amazonaws.com/a.pem")]
    [InlineData("https://sns.bucket.s3.amazonaws.com/a.pem")]
    [InlineData("https://sns.s3.amazonaws.com/a.pem")]
    [InlineData("https://sns.s3-us-west-2.amazonaws.com.co/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com/a.pem?x=1")]
    [InlineData("https://sns.us-east-2.amazonaws.com/a.pem#x")]
    [InlineData("https://sns.us-east-2.amazonaws.com/folder/a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com/../a.pem")]
    [InlineData("https://sns.us-east-2.amazonaws.com/a.txt")]
    [InlineData("https://sns.us-east-2.amazonaws.com/a.pem\n")]
    [InlineData("https://ｓns.us-east-2.amazonaws.com/a.pem")]
    [InlineData("https://127.0.0.1/a.pem")]
    [InlineData("file:///etc/a.pem")]
    public void Anything_else_is_not(string address) => Assert.False(SnsAddress.TryReadCertificate(address, out _));

    [Fact]
    public void An_address_that_confirms_a_subscription_may_have_a_query()
    {
        Assert.True(SnsAddress.TryRead("https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription&Token=1", out _));
        Assert.False(SnsAddress.TryRead("https://evil.example/?Action=ConfirmSubscription&Token=1", out _));
    }

    [Theory]
    [InlineData("eu-central-1.amazonaws.com", "sns.amazonaws.com")]
    [InlineData("eu-south-1.amazonaws.com", "sns-signing.eu-south-1.amazonaws.com")]
    [InlineData("cn-north-1.amazonaws.com.cn", "sns-cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-east-1.amazonaws.com", "sns-us-gov-west-1.amazonaws.com")]
    public void The_names_that_SNS_signs_by_in_a_region_are_known(string host, string name)
        => Assert.Contains(name, SnsAddress.SignerNames(new($"https://sns.{host}/a.pem")));
}
