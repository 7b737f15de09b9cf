using System.Text.Json;
using CacheLayer.Traffic.Requests;

namespace CacheLayer.Traffic.Checking;

/// <summary>The version of the product that an answer shows.</summary>
internal readonly record struct AnsweredVersion(string Asin, long Version)
{
    /// <summary>Null when answers of this kind show no version, or when this one has no product.</summary>
    /// <exception cref="JsonException">The answer is not JSON.</exception>
    public static AnsweredVersion? Of(RequestKind kind, ReadOnlyMemory<byte> body)
    {
        if (kind is not (RequestKind.Product or RequestKind.Page))
        {
            return null;
        }

        using var answer = JsonDocument.Parse(body);
        var product = answer.RootElement;
        if (kind is RequestKind.Page && !product.TryGetProperty("product", out product))
        {
            return null;
        }

        return product.ValueKind is JsonValueKind.Object && product.TryGetProperty("asin", out var asin) && product.TryGetProperty("version", out var version)
            ? new AnsweredVersion(asin.GetString()!, version.GetInt64())
            : null;
    }
}
