using System.Text;
using System.Text.Json;
using CacheLayer.Traffic.Checking;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Tests.Traffic.Checking;

[Trait("Tier", "unit")]
public sealed class AnsweredVersionTests
{
    [Theory]
    [InlineData(RequestKind.Product, """{"asin":"B000000001","version":7,"title":"x"}""", 7L)]
    [InlineData(RequestKind.Page, """{"product":{"asin":"B000000001","version":7},"reviews":null}""", 7L)]
    [InlineData(RequestKind.Page, """{"product":null}""", null)]
    [InlineData(RequestKind.Page, """{"errors":[]}""", null)]
    [InlineData(RequestKind.Product, """{"asin":"B000000001"}""", null)]
    [InlineData(RequestKind.Review, "not looked into", null)]
    internal void The_version_of_the_product_is_found(RequestKind kind, string body, long? version)
        => Assert.Equal(version, AnsweredVersion.Of(kind, Encoding.UTF8.GetBytes(body))?.Version);

    [Fact]
    public void An_answer_that_is_not_JSON_is_an_error()
        => Assert.ThrowsAny<JsonException>(() => AnsweredVersion.Of(RequestKind.Product, "<html>"u8.ToArray()));
}
