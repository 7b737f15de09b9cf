using System.Buffers;
using CacheLayer.Catalogue;
using MessagePack;

namespace CacheLayer.Tests.Orchestrator;

[Trait("Tier", "redis")]
[Collection(OrchestratorCollection.Name)]
public sealed class MessagePackTests(OrchestratorFixture fixture)
{
    [Theory]
    [InlineData("application/x-msgpack", true)]
    [InlineData("application/json, application/x-msgpack", true)]
    [InlineData("application/json;q=0.5, application/x-msgpack;q=0.9", true)]
    [InlineData("application/x-msgpack;q=0.5, application/json", false)]
    [InlineData("application/json, application/x-msgpack;q=0", false)]
    [InlineData("text/html, */*", false)]
    public async Task What_the_client_takes_most_gladly_is_answered(string accept, bool isMessagePack)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/products/{AsinSequence.At(7)}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await fixture.Http.SendAsync(request);
        Assert.Equal(isMessagePack ? "application/x-msgpack" : "application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_hit_answers_the_stored_payload_byte_for_byte()
    {
        var asin = fixture.NewProduct();
        await fixture.WarmAsync($"/products/{asin}");
        using var answer = await fixture.Http.GetMessagePackAsync($"/products/{asin}");
        Assert.Equal("CacheLayer; hit; detail=product", answer.CacheStatus());
        Assert.Equal(await StoredPayloadAsync($"p:{asin}"), await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_miss_answers_what_will_be_stored()
    {
        var path = $"/products/{fixture.NewProduct()}";
        using var miss = await fixture.Http.GetMessagePackAsync(path);
        await fixture.WarmAsync(path);
        using var hit = await fixture.Http.GetMessagePackAsync(path);
        Assert.Equal(await miss.Content.ReadAsByteArrayAsync(), await hit.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_page_is_a_map_of_the_stored_payloads()
    {
        var asin = fixture.NewProduct();
        await fixture.WarmAsync($"/pages/{asin}?customer=anna");
        using var answer = await fixture.Http.GetMessagePackAsync($"/pages/{asin}?customer=anna");

        var page = ReadMap(await answer.Content.ReadAsByteArrayAsync());

        Assert.Equal(await StoredPayloadAsync($"p:{asin}"), page["product"]);
        Assert.Equal(await StoredPayloadAsync($"v:{asin}"), page["reviews"]);
        Assert.Equal(await StoredPayloadAsync($"r:anna:{asin}"), page["recommendations"]);
        Assert.Equal(await StoredPayloadAsync($"m:{StoreSection.Default}"), page["promotion"]);
        Assert.Equal([MessagePackCode.Nil], page["errors"]);
    }

    [Fact]
    public async Task A_list_is_a_map_of_the_stored_payloads()
    {
        var asin = fixture.NewProduct();
        await fixture.WarmAsync($"/products/{asin}");
        using var answer = await fixture.Http.GetMessagePackAsync($"/products?asin=ZZZZZZZZZZ&asin={asin}");
        var list = ReadMap(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal([MessagePackCode.MinFixArray | 2, MessagePackCode.Nil, .. await StoredPayloadAsync($"p:{asin}")], list["products"]);
    }

    /// <summary>The payload of an entry, <c>[format, flags, storedAt, version, payload, shape]</c>.</summary>
    private async Task<byte[]> StoredPayloadAsync(string key)
    {
        var entry = (byte[])(await fixture.Node.ExecuteAsync("GET", key))!;
        var reader = new MessagePackReader(entry);
        Assert.Equal(6, reader.ReadArrayHeader());
        for (var field = 0; field < 4; field++)
        {
            reader.Skip();
        }

        return reader.ReadRaw().ToArray();
    }

    private static Dictionary<string, byte[]> ReadMap(byte[] body)
    {
        var reader = new MessagePackReader(body);
        var map = new Dictionary<string, byte[]>();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            map.Add(reader.ReadString()!, reader.ReadRaw().ToArray());
        }

        return map;
    }
}
