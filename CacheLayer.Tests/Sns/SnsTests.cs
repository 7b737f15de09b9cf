using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CacheLayer.Invalidator.Sns;
using CacheLayer.Tests.Invalidator;
using CacheLayer.Tests.Redis;
using CacheLayer.Tests.Support;
using CacheLayer.Tests.Telemetry;
using CsCheck;
using Microsoft.Extensions.Options;

namespace CacheLayer.Tests.Sns;

[Trait("Tier", "faults")]
public sealed class SnsTests(SnsFixture sns) : IClassFixture<SnsFixture>, IAsyncLifetime
{
    private const string Price = """{"event_type":"product_price_changed","asin":"B000000001","version":2}""";

    // Of its own for each test: the invalidator keeps certificates.
    private readonly string _certificateAddress = $"https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-{Guid.NewGuid():N}.pem";
    private readonly string _confirm = $"https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token={Guid.NewGuid():N}";

    private RedisNode Cache => sns.Cache;

    public async Task InitializeAsync()
    {
        Certificate(sns.Signer.CertificatePem());
        await sns.Events.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("FLUSHALL");
        await Cache.ExecuteAsync("SET", "p:B000000001", "value");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("1", null)]
    [InlineData("2", null)]
    [InlineData("2", "A subject, \"quoted\"\nand more: ä €")]
    public async Task A_signed_notification_is_answered_when_it_is_carried_out(string version, string? subject)
    {
        var fields = Notification(Price);
        fields["SignatureVersion"] = version;
        if (subject is not null)
        {
            fields["Subject"] = subject;
        }

        Assert.Equal(200, (await PostAsync(sns.Signer.Sign(fields))).Status);
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task A_notification_is_carried_out_in_the_trace_of_its_publisher()
    {
        using var spans = new ProcessSpans();
        var notification = JsonNode.Parse(Signed(Price))!;
        notification["MessageAttributes"] = spans.Attributes;

        Assert.Equal(200, (await PostAsync(notification.ToJsonString())).Status);
        await spans.EndedAsync("aws.sns");
    }

    [Fact]
    public async Task While_the_cache_is_away_a_notification_is_not_answered()
    {
        Cache.Process.Hang();
        Task<(int Status, JsonElement Answer)> post;
        try
        {
            post = PostAsync(Signed(Price));
            await Eventually.That("the certificate was fetched", () => sns.Web.Calls.Contains(new Uri(_certificateAddress)));
            Assert.False(post.IsCompleted);
        }
        finally
        {
            Cache.Process.Resume();
        }

        Assert.Equal(200, (await post).Status);
        Assert.Null(await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task A_notification_that_comes_again_is_answered_and_not_carried_out_again()
    {
        var body = Signed(Price);
        Assert.Equal(200, (await PostAsync(body)).Status);
        await Cache.ExecuteAsync("SET", "p:B000000001", "newer");

        Assert.Equal(200, (await PostAsync(body)).Status);
        Assert.Equal("newer", await Cache.GetAsync("p:B000000001"));
    }

    [Fact]
    public async Task Many_notifications_at_once_are_all_carried_out_with_one_certificate()
    {
        var posts = Enumerable.Range(0, 200).Select(_ => PostAsync(Signed(Price)));
        Assert.All(await Task.WhenAll(posts), post => Assert.Equal(200, post.Status));
        Assert.Null(await Cache.GetAsync("p:B000000001"));
        Assert.Single(sns.Web.Calls, new Uri(_certificateAddress));
    }

    [Fact]
    public async Task An_event_that_cannot_be_understood_goes_to_the_dead_letters()
    {
        var fields = Notification("{}");
        Assert.Equal(200, (await PostAsync(sns.Signer.Sign(fields))).Status);
        var letter = (await sns.Invalidator.DeadLettersAsync()).GetProperty("newest")[0];
        Assert.Equal(fields["MessageId"], letter.GetProperty("source_id").GetString());
        Assert.Contains("no event_type", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_signature_does_not_cover_is_not_carried_out()
    {
        var fields = Notification("""{"event_type":"promotion_changed"}""");
        var signed = sns.Signer.Sign(fields);
        var smuggled = $$$"""{"Records":[{"Sns":{"Message":{{{JsonSerializer.Serialize(Price)}}}}}],{{{signed[1..]}}}""";

        Assert.Equal(200, (await PostAsync(smuggled)).Status);
        Assert.Equal("value", await Cache.GetAsync("p:B000000001"));
    }

    [Theory]
    [InlineData("Message", """{"event_type":"product_updated","asin":"B000000001"}""", 403, "signature")]
    [InlineData("Subject", "added", 403, "signature")]
    [InlineData("MessageId", "another", 403, "signature")]
    [InlineData("Signature", "AAAA", 403, "signature")]
    [InlineData("Signature", "not Base64", 400, "Signature")]
    [InlineData("SignatureVersion", "1", 403, "signature")]
    [InlineData("SignatureVersion", "3", 400, "SignatureVersion")]
    [InlineData("TopicArn", "arn:aws:sns:eu-central-1:123456789012:another", 403, "topic")]
    [InlineData("SigningCertURL", "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem", 403, "SigningCertURL")]
    [InlineData("SigningCertURL", "https://sns.eu-central-1.amazonaws.com/unknown.pem", 403, "no certificate")]
    [InlineData("Type", "Greeting", 400, "Type")]
    [InlineData("Timestamp", "yesterday", 400, "Timestamp")]
    public async Task A_message_that_was_changed_is_refused_for_good(string field, string value, int status, string reason)
    {
        var fields = Notification(Price);
        sns.Signer.Sign(fields);
        fields[field] = value;
        await RefusedAsync(JsonSerializer.Serialize(fields), status, reason);
    }

    [Theory]
    [InlineData(-66)]
    [InlineData(6)]
    public async Task A_message_of_another_time_is_refused_for_good(int minutes)
    {
        var fields = Notification(Price);
        fields["Timestamp"] = SnsSigner.Time(SnsSigner.Now.AddMinutes(minutes));
        await RefusedAsync(sns.Signer.Sign(fields), 403, "MaxAge");
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "Type is missing")]
    [InlineData("""{"Type":"Notification","Type":"Notification"}""", "JSON")]
    [InlineData("""{"Type":"Notification"}""", "MessageId is missing")]
    [InlineData("""{"Type":"Notification","MessageId":7}""", "MessageId is not a string")]
    [InlineData("""{"Type":"Notification","MessageId":"\ud800"}""", "not Unicode")]
    [InlineData("""{"Type":"SubscriptionConfirmation","MessageId":"1","TopicArn":"t","Message":"m","Timestamp":"t"}""", "Token is missing")]
    public async Task What_SNS_does_not_write_is_refused_for_good(string body, string reason) => await RefusedAsync(body, 400, reason);

    [Fact]
    public async Task A_message_over_the_limit_is_refused_for_good()
        => await RefusedAsync(Signed(new string('x', SnsEndpoint.MaxBodyBytes)), 400, "limit");

    [Fact]
    public async Task Raw_delivery_is_refused_because_nothing_signs_it() => await RefusedAsync(Price, 400, "RawMessageDelivery", ("x-amz-sns-rawdelivery", "true"));

    [Fact]
    public async Task A_header_that_contradicts_the_body_is_refused_for_good()
        => await RefusedAsync(Signed(Price), 400, "x-amz-sns-message-type", ("x-amz-sns-message-type", "SubscriptionConfirmation"));

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused_for_good()
    {
        Certificate(sns.Signer.CertificatePem(notAfter: SnsSigner.Now.AddDays(-1)));
        await RefusedAsync(Signed(Price), 403, "not valid at this time");
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused_for_good()
    {
        Certificate(sns.Signer.CertificatePem("sns.amazonaws.com.evil.example"));
        await RefusedAsync(Signed(Price), 403, "not one of SNS");
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusted_issued_is_refused_for_good()
    {
        Certificate(sns.Signer.SelfSignedPem());
        await RefusedAsync(Signed(Price), 403, "not trusted");
    }

    [Fact]
    public async Task A_certificate_whose_issuer_cannot_be_had_is_tried_again()
    {
        using var other = new SnsSigner();
        Certificate(other.CertificatePem());
        await RefusedAsync(Signed(Price), 503, "issuer");
    }

    [Fact]
    public async Task Where_the_chain_is_not_checked_the_certificate_of_the_address_is_enough()
    {
        Certificate(sns.Signer.SelfSignedPem());
        await using var invalidator = await sns.StartAsync("Invalidator:Sns:CheckCertificateChain=false");
        Assert.Equal(200, (await PostAsync(invalidator, Signed(Price))).Status);
    }

    [Fact]
    public async Task What_is_no_certificate_is_refused_for_good()
    {
        Certificate("<html/>");
        await RefusedAsync(Signed(Price), 403, "no certificate");
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_fetched_now_is_tried_again()
    {
        sns.Web.Answers[_certificateAddress] = (HttpStatusCode.Redirect, "");
        await RefusedAsync(Signed(Price), 503, "cannot be fetched");
        Certificate(sns.Signer.CertificatePem());
        Assert.Equal(200, (await PostAsync(Signed(Price))).Status);
    }

    [Fact]
    public async Task A_subscription_is_confirmed_at_SNS()
    {
        sns.Web.Answers[_confirm] = (HttpStatusCode.OK, "<ConfirmSubscriptionResponse/>");
        Assert.Equal(200, (await PostAsync(SignedConfirmation("SubscriptionConfirmation", _confirm))).Status);
        Assert.Contains(new Uri(_confirm), sns.Web.Calls);
    }

    [Fact]
    public async Task A_subscription_that_SNS_does_not_confirm_now_is_tried_again()
    {
        sns.Web.Answers[_confirm] = (HttpStatusCode.Forbidden, "");
        await RefusedAsync(SignedConfirmation("SubscriptionConfirmation", _confirm), 503, "does not confirm");
    }

    [Theory]
    [InlineData("https://evil.example/?Action=ConfirmSubscription")]
    [InlineData("http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription")]
    public async Task A_confirmation_calls_no_other_address(string address)
    {
        await RefusedAsync(SignedConfirmation("SubscriptionConfirmation", address), 403, "SubscribeURL");
        Assert.DoesNotContain(new Uri(address), sns.Web.Calls);
    }

    [Fact]
    public async Task A_confirmation_that_SNS_did_not_sign_calls_nothing()
    {
        var fields = SnsSigner.Confirmation("SubscriptionConfirmation", _confirm, _certificateAddress);
        sns.Signer.Sign(fields);
        fields["Token"] = "another";
        await RefusedAsync(JsonSerializer.Serialize(fields), 403, "signature");
        Assert.DoesNotContain(new Uri(_confirm), sns.Web.Calls);
    }

    [Fact]
    public async Task The_end_of_a_subscription_is_accepted_and_not_undone()
    {
        Assert.Equal(200, (await PostAsync(SignedConfirmation("UnsubscribeConfirmation", _confirm))).Status);
        Assert.DoesNotContain(new Uri(_confirm), sns.Web.Calls);
    }

    [Fact]
    public async Task When_another_node_becomes_the_primary_the_last_notifications_are_carried_out_again()
    {
        await using var redis = await RedisReplicaSet.StartAsync();
        await using var invalidator = await sns.StartOnAsync(redis.ConnectionString);
        var before = await redis.PrimaryAsync();
        Assert.Equal(200, (await PostAsync(invalidator, Signed(Price))).Status);

        // As if the promoted replica had missed the invalidation.
        await before.ExecuteAsync("SET", "p:B000000001", "stale");
        await redis.Sentinels[0].ExecuteAsync("SENTINEL", "FAILOVER", "cache");

        await Eventually.AsyncThat("another node is the primary", async () => await redis.PrimaryAsync() != before);
        await Eventually.AsyncThat("the stale copy is gone", async () => await (await redis.PrimaryAsync()).GetAsync("p:B000000001") is null);
    }

    [Theory]
    [InlineData("Invalidator:Sns:TopicArns:0=changes", "Invalidator:Sns:TopicArns:0")]
    [InlineData("Invalidator:Sns:TopicArns:0=", "Invalidator:Sns:TopicArns:0")]
    [InlineData("Invalidator:Sns:MaxAge=00:00:00", "Invalidator:Sns:MaxAge")]
    [InlineData("Invalidator:Sns:TrustedRootsFile=/not/there.pem", "Invalidator:Sns:TrustedRootsFile")]
    public async Task A_bad_setting_keeps_the_worker_from_starting_and_is_named(string setting, string name)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => sns.StartAsync(setting));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_SNS_is_no_source_there_is_nothing_at_its_address()
    {
        await using var invalidator = await sns.StartWithoutSnsAsync();
        Assert.Equal(404, (await PostAsync(invalidator, Signed(Price))).Status);
    }

    [Fact]
    public void Whatever_bytes_come_there_is_an_answer()
    {
        var valid = Encoding.UTF8.GetBytes(Signed(Price));
        var mutated = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, (at, value) => { var copy = (byte[])valid.Clone(); copy[at] = value; return copy; });
        Gen.OneOf(mutated, Gen.Int[0, valid.Length].Select(length => valid[..length]), Gen.Byte.Array[0, 200]).Sample(body =>
        {
            try
            {
                SnsMessageReader.Read(body);
                return true;
            }
            catch (SnsRefusedException refused)
            {
                return refused.Status == 400;
            }
        }, iter: 20_000, threads: 2);
    }

    private void Certificate(string pem) => sns.Web.Answers[_certificateAddress] = (HttpStatusCode.OK, pem);

    private Dictionary<string, string> Notification(string message) => SnsSigner.Notification(message, _certificateAddress);

    private string Signed(string message) => sns.Signer.Sign(Notification(message));

    private string SignedConfirmation(string type, string subscribeUrl) => sns.Signer.Sign(SnsSigner.Confirmation(type, subscribeUrl, _certificateAddress));

    private async Task RefusedAsync(string body, int status, string reason, params (string Name, string Value)[] headers)
    {
        var answer = await PostAsync(sns.Invalidator, body, headers);
        Assert.Equal(status, answer.Status);
        Assert.Contains(reason, answer.Answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("value", await Cache.GetAsync("p:B000000001"));
    }

    private Task<(int Status, JsonElement Answer)> PostAsync(string body) => PostAsync(sns.Invalidator, body);

    private static async Task<(int Status, JsonElement Answer)> PostAsync(InvalidatorUnderTest invalidator, string body, params (string Name, string Value)[] headers)
    {
        // SNS says text/plain, whatever the body is. A body that is refused unread would break the connection.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sns") { Content = new StringContent(body), Headers = { ExpectContinue = true } };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await invalidator.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text is "" ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }
}
