using System.Text;
using System.Text.Json;
using CacheLayer.Invalidator.Events;
using CsCheck;

namespace CacheLayer.Tests.Invalidator;

[Trait("Tier", "unit")]
public sealed class ChangeParserTests
{
    private const int Limit = 4_096;
    private const string Price = """{"event_type":"product_price_changed","asin":"B000000001","version":3,"occurred_at":"2026-01-02T03:04:05Z"}""";

    public static TheoryData<string, string, string, long> Understood => new()
    {
        { """{"event_type":"product_updated","asin":"B000000001"}""", "product", "B000000001", 0 },
        { """{"event_type":"product_price_changed","asin":"B000000001","version":3}""", "product", "B000000001", 3 },
        { """{"event_type":"review_updated","asin":"043902348X","version":9007199254740993}""", "review", "043902348X", 9_007_199_254_740_993 },
        { """{"event_type":"promotion_changed"}""", "promo", "manga-home", 0 },
        { """{"event_type":"promotion_changed","store_section":"deals","asin":null}""", "promo", "deals", 0 },
        { """{"event_type":"promotion_changed","store_section":"a-new-one"}""", "promo", "a-new-one", 0 },
        { """{"event_type":"product_updated","asin":"B000000001","version":"3","occurred_at":17,"more":{"unknown":[1]}}""", "product", "B000000001", 0 },
        { """{"event_type":"product_updated","asin":"B000000001","version":-3}""", "product", "B000000001", 0 },
        { """{"event_type":"product_updated","asin":"B000000001","version":1e400}""", "product", "B000000001", 0 },
    };

    public static TheoryData<string, string> Rejected => new()
    {
        { "", "no field body" },
        { "x", "not the JSON expected" },
        { """{"Records":[""", "not the JSON expected" },
        { "null", "not a JSON object" },
        { "[]", "not a JSON object" },
        { "{}", "no event_type" },
        { """{"event_type":null,"asin":"B000000001"}""", "no event_type" },
        { """{"event_type":7}""", "event_type that is not a string" },
        { """{"event_type":"product_deleted","asin":"B000000001"}""", "unknown event_type" },
        { """{"event_type":"PRODUCT_UPDATED","asin":"B000000001"}""", "unknown event_type" },
        { """{"event_type":"product_updated"}""", "no asin" },
        { """{"event_type":"review_updated","asin":""}""", "malformed asin" },
        { """{"event_type":"review_updated","asin":["B000000001"]}""", "asin that is not a string" },
        { """{"event_type":"product_updated","asin":"b000000001"}""", "malformed asin" },
        { """{"event_type":"promotion_changed","store_section":""}""", "store_section" },
        { """{"event_type":"promotion_changed","store_section":"a\u0000b"}""", "store_section" },
        { """{"event_type":"promotion_changed","store_section":"\ud800"}""", "not Unicode" },
        { """{"event_type":"product_updated","event_type":"review_updated","asin":"B000000001"}""", "not the JSON expected" },
        { """{"Records":[]}""", "at least one" },
        { """{"Records":{}}""", "at least one" },
        { """{"Records":[],"Records":[]}""", "not the JSON expected" },
        { """{"Records":[7]}""", "Records[0] is not a JSON object" },
        { """{"Records":[{"Sns":null}]}""", "Records[0] is not a JSON object" },
        { """{"Records":[{"Sqs":{}}]}""", "no Sns" },
        { """{"Records":[{"Sns":{}}]}""", "no Message" },
        { """{"Records":[{"Sns":{"Message":{"event_type":"product_updated"}}}]}""", "no Message that is a string" },
        { """{"Records":[{"Sns":{"Message":"not json"}}]}""", "Records[0] is not the JSON expected" },
        { """{"Records":[{"Sns":{"Message":"[]"}}]}""", "not a JSON object" },
        { Envelope(Deep(1_000)), "not the JSON expected" },
        { Deep(2_000), "not the JSON expected" },
        { new string(' ', Limit + 1), "the limit is 4096" },
    };

    [Theory]
    [MemberData(nameof(Understood))]
    public void An_event_is_understood_bare_in_a_notification_and_in_an_envelope(string json, string keyspace, string id, long version)
    {
        var message = JsonSerializer.Serialize(json);
        foreach (var body in new[] { json, $$"""{"Type":"Notification","Message":{{message}}}""", Envelope(json) })
        {
            var parsed = Parse(body);
            Assert.Null(parsed.Rejection);
            var invalidation = Assert.Single(parsed.Planned).Invalidation;
            Assert.Equal((keyspace, id, version), (invalidation.Keyspace.Name, invalidation.Id, invalidation.Version));
        }
    }

    [Theory]
    [InlineData("Message")]
    [InlineData("Records")]
    public void An_event_may_have_fields_of_any_name(string field)
    {
        var parsed = Parse($$"""{"event_type":"product_updated","asin":"B000000001","{{field}}":"corrected"}""");
        Assert.Null(parsed.Rejection);
        Assert.Equal("B000000001", Assert.Single(parsed.Planned).Invalidation.Id);
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public void What_cannot_be_carried_out_is_rejected_with_the_reason(string body, string reason)
    {
        var parsed = Parse(body);
        Assert.Empty(parsed.Planned);
        Assert.Contains(reason, parsed.Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_without_a_body_is_rejected()
        => Assert.Contains("no field body", ChangeParser.Parse(null, Limit, EventMap.Catalogue).Rejection, StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_not_UTF_8_is_rejected()
    {
        byte[] body = [.. """{"event_type":"promotion_changed","store_section": """u8, (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'];
        var parsed = ChangeParser.Parse(body, Limit, EventMap.Catalogue);
        Assert.Empty(parsed.Planned);
        Assert.NotNull(parsed.Rejection);
    }

    [Fact]
    public void A_bad_record_stops_no_other_of_its_envelope()
    {
        var parsed = Parse(Envelope(Price, "broken", """{"event_type":"promotion_changed"}""", "{}"));
        Assert.Equal(["B000000001", "manga-home"], parsed.Planned.Select(planned => planned.Invalidation.Id));
        Assert.Contains("Records[1] is not the JSON expected", parsed.Rejection, StringComparison.Ordinal);
        Assert.Contains("Records[3] has no event_type", parsed.Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasons_stay_short_however_many_records_are_bad()
        => Assert.EndsWith("And 95 more.", Parse(Envelope([.. Enumerable.Repeat("x", 100)])).Rejection, StringComparison.Ordinal);

    [Fact]
    public void The_time_of_the_change_is_kept()
        => Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Assert.Single(Parse(Price).Planned).OccurredAt);

    [Fact]
    public void Whatever_bytes_come_there_is_an_answer()
    {
        var valid = Encoding.UTF8.GetBytes(Envelope(Price, Price));
        var cut = Gen.Select(Gen.Int[0, valid.Length], length => valid[..length]);
        var mutated = Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte, (at, value) => { var copy = (byte[])valid.Clone(); copy[at] = value; return copy; });
        Gen.OneOf(cut, mutated, Gen.Byte.Array[0, 200]).Sample(body =>
        {
            var parsed = ChangeParser.Parse(body, Limit, EventMap.Catalogue);
            return parsed.Planned.Count > 0 || parsed.Rejection is not null;
        }, iter: 20_000, threads: 2);
    }

    private static ParsedBody Parse(string body) => ChangeParser.Parse(Encoding.UTF8.GetBytes(body), Limit, EventMap.Catalogue);

    private static string Envelope(params string[] messages)
        => JsonSerializer.Serialize(new { Records = messages.Select(message => new { Sns = new { Message = message } }) });

    private static string Deep(int levels) => $"{string.Concat(Enumerable.Repeat("{\"a\":", levels / 6))}1{new string('}', levels / 6)}";
}
