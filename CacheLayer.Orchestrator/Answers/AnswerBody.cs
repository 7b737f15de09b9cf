using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MessagePack;

namespace CacheLayer.Orchestrator.Answers;

/// <summary>Writes a body as JSON, or as MessagePack to those who accept it.</summary>
internal static class AnswerBody
{
    public static Task WriteAsync<T>(HttpContext http, T value)
    {
        var response = http.Response;
        if (MessagePackFormat.IsWantedBy(http.Request))
        {
            response.ContentType = MessagePackFormat.MediaType;
            MessagePackSerializer.Serialize(response.BodyWriter, value, cancellationToken: http.RequestAborted);
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(response.BodyWriter, value, TypeInfoOf<T>.Value, http.RequestAborted);
    }

    private static class TypeInfoOf<T>
    {
        public static readonly JsonTypeInfo<T> Value = (JsonTypeInfo<T>)AnswerJson.Default.GetTypeInfo(typeof(T))!;
    }
}
