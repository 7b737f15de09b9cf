using System.Text;
using System.Text.Json;
using CsCheck;

namespace CacheLayer.Tests.Invalidator.Fuzz;

/// <summary>Bodies as anybody may write them: good ones of every form, and what becomes of them when they are damaged by accident or on purpose.</summary>
internal static class MutatedBodies
{
    private const int MostMutations = 3;

    private static readonly byte[][] Good = [.. GoodBodies().Select(Encoding.UTF8.GetBytes)];

    // What parsers stumble over.
    private static readonly byte[][] Hostile =
    [
        [0], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE],
        .. new[]
        {
            "{", "}", "[", "]", "\"", "\\", ",", ":", "\\u0000", "\\ud800", "\\udc00\\ud800", "null", "true", "1e999", "-0", "1.0", "9223372036854775808",
            "123456789012345678901234567890", "\"event_type\":", "\"asin\":", "\"Records\":[", "\"Sns\":{", "\"Message\":\"", "\"version\":-1,", "\"occurred_at\":\"9999-99-99\",",
            "{}", "[]", "\"\"", "{\"Records\":[]}", "/*", "//", "NaN", "\r\n", "\t",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('[', 200)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100))),
        Encoding.UTF8.GetBytes(new string('A', 3_000)),
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\\u0041", 400))),
    ];

    /// <summary>A body; one in some is good.</summary>
    public static Gen<byte[]> Gen { get; } = CsCheck.Gen.Int.Select(seed => Make(new Random(seed)));

    private static byte[] Make(Random random)
    {
        var body = Pick(random, Good);
        for (var left = random.Next(MostMutations + 1); left > 0; left--)
        {
            body = Mutate(body, random);
        }

        return body;
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var at = random.Next(body.Length + 1);
        var end = Math.Min(body.Length, at + random.Next(1, 40));
        switch (random.Next(7))
        {
            case 0 when at < body.Length:
                var flipped = (byte[])body.Clone();
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when at < body.Length:
                var replaced = (byte[])body.Clone();
                replaced[at] = (byte)random.Next(256);
                return replaced;
            case 2:
                return body[..at];
            case 3:
                return [.. body[..at], .. body[end..]];
            case 4:
                return [.. body[..end], .. body[at..]];
            case 5:
                var other = Pick(random, Good);
                return [.. body[..at], .. other[random.Next(other.Length)..]];
            default:
                return [.. body[..at], .. Pick(random, Hostile), .. body[at..]];
        }
    }

    private static byte[] Pick(Random random, byte[][] from) => from[random.Next(from.Length)];

    private static IEnumerable<string> GoodBodies()
    {
        string[] messages =
        [
            """{"event_type":"product_updated","asin":"B000000001"}""",
            """{"event_type":"product_price_changed","asin":"B000000002","version":1790000000000,"occurred_at":"2026-01-02T03:04:05.678Z"}""",
            """{"event_type":"review_updated","asin":"043902348X","version":3,"more":{"unknown":[1,"two",null]}}""",
            """{"event_type":"promotion_changed"}""",
            """{"event_type":"promotion_changed","store_section":"a new one, \u00e9\ud83d\ude00","version":1}""",
            """{"event_type":"product_deleted","asin":"B000000001"}""",
        ];
        foreach (var message in messages)
        {
            yield return message;
            yield return JsonSerializer.Serialize(new { Type = "Notification", MessageId = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", TopicArn = "arn:aws:sns:eu-west-1:123456789012:changes", Message = message, Timestamp = "2026-01-02T03:04:05.678Z", SignatureVersion = "2", Signature = "c2lnbmF0dXJl", SigningCertURL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService.pem" });
            yield return Envelope(message);
        }

        yield return Envelope(messages);
        yield return Envelope([.. Enumerable.Repeat(messages[1], 20)]);
    }

    private static string Envelope(params string[] messages)
        => JsonSerializer.Serialize(new { Records = messages.Select(message => new { EventSource = "aws:sns", Sns = new { Type = "Notification", Message = message } }) });
}
