using System.Text;
using System.Text.Json;
using CacheLayer.Invalidator.Events;
using CacheLayer.Tests.Events;
using CacheLayer.Tests.OriginMock;
using CacheLayer.Tests.Support;
using Json.Schema;

namespace CacheLayer.Tests.Invalidator;

/// <summary>The contract of events in docs/events.schema.json is what the origin sends and what the invalidator understands.</summary>
[Trait("Tier", "redis")]
public sealed class EventSchemaTests(EventNodeFixture events) : IClassFixture<EventNodeFixture>
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(RepositoryFiles.Find("docs/events.schema.json")));

    public static TheoryData<string> Good =>
    [
        """{"event_type":"product_updated","asin":"B000000001"}""",
        """{"event_type":"product_price_changed","asin":"043902348X","version":0}""",
        """{"event_type":"product_price_changed","asin":"B000000001","version":9223372036854775807,"occurred_at":"2026-01-02T03:04:05.678Z"}""",
        """{"event_type":"review_updated","asin":"B000000001","version":null,"occurred_at":null,"store_section":7}""",
        """{"event_type":"promotion_changed"}""",
        """{"event_type":"promotion_changed","store_section":null,"asin":[]}""",
        """{"event_type":"promotion_changed","store_section":"a new one, é"}""",
        """{"event_type":"promotion_changed","store_section":"deals","more":{"unknown":[1,{}]},"version":3}""",
    ];

    public static TheoryData<string> Bad =>
    [
        "null",
        "[]",
        "{}",
        """{"event_type":null,"asin":"B000000001"}""",
        """{"event_type":"product_deleted","asin":"B000000001"}""",
        """{"event_type":"Product_Updated","asin":"B000000001"}""",
        """{"event_type":"product_updated"}""",
        """{"event_type":"product_updated","asin":null}""",
        """{"event_type":"product_updated","asin":7}""",
        """{"event_type":"product_updated","asin":"b000000001"}""",
        """{"event_type":"review_updated","asin":"B00000001"}""",
        """{"event_type":"review_updated","asin":"B0000000012"}""",
        """{"event_type":"review_updated","asin":"B00000000\n"}""",
        """{"event_type":"promotion_changed","store_section":""}""",
        """{"event_type":"promotion_changed","store_section":"a\u0000b"}""",
        """{"event_type":"promotion_changed","store_section":"a\u0085b"}""",
        """{"event_type":"promotion_changed","store_section":["deals"]}""",
        """{"event_type":"promotion_changed","store_section":"12345678901234567890123456789012345678901234567890123456789012345"}""",
    ];

    /// <summary>What the contract does not allow, and is carried out all the same: stale is worse than a miss.</summary>
    public static TheoryData<string> Forgiven =>
    [
        """{"event_type":"product_updated","asin":"B000000001","version":"3"}""",
        """{"event_type":"product_updated","asin":"B000000001","version":-1}""",
        """{"event_type":"product_updated","asin":"B000000001","version":1.5}""",
        """{"event_type":"product_updated","asin":"B000000001","version":9223372036854775808}""",
        """{"event_type":"product_updated","asin":"B000000001","occurred_at":"yesterday"}""",
        """{"event_type":"product_updated","asin":"B000000001","occurred_at":1700000000}""",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void What_the_contract_allows_is_carried_out(string json)
    {
        Assert.True(IsAllowed(json));
        Assert.Null(Parse(json).Rejection);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_put_aside_the_contract_does_not_allow(string json)
    {
        Assert.False(IsAllowed(json));
        Assert.NotNull(Parse(json).Rejection);
    }

    [Theory]
    [MemberData(nameof(Forgiven))]
    public void A_version_or_time_that_is_none_is_as_if_it_were_absent(string json)
    {
        Assert.False(IsAllowed(json));
        var planned = Assert.Single(Parse(json).Planned);
        Assert.Equal(0, planned.Invalidation.Version);
        Assert.Null(planned.OccurredAt);
    }

    [Fact]
    public async Task Everything_that_the_origin_sends_is_allowed()
    {
        await using var origin = await OriginUnderTest.StartAsync(events.ConnectionString);
        await origin.PutAsync("/products/B000000001/price", """{"price":12.34}""");
        await origin.PutAsync("/products/B000000001", """{"title":"New"}""");
        await origin.PutAsync("/promotions/deals", """{"headline":"Half price","percent_off":50}""");
        await origin.PutAsync("/reviews/B000000001", """{"stars":5,"headline":"Good"}""", HttpMethod.Post);

        var messages = (await events.BodiesAsync())
            .Select(body => JsonSerializer.Deserialize<JsonElement>(body).GetProperty("Records")[0].GetProperty("Sns").GetProperty("Message").GetString()!)
            .ToArray();

        Assert.Equal(4, messages.Select(message => JsonSerializer.Deserialize<JsonElement>(message).GetProperty("event_type").GetString()).Distinct().Count());
        Assert.All(messages, message => Assert.True(IsAllowed(message), message));
    }

    private static bool IsAllowed(string json)
        => Schema.Evaluate(JsonDocument.Parse(json).RootElement, new EvaluationOptions { RequireFormatValidation = true }).IsValid;

    private static ParsedBody Parse(string json) => ChangeParser.Parse(Encoding.UTF8.GetBytes(json), 10_000, EventMap.Catalogue);
}
