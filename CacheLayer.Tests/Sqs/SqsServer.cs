using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Sqs;

/// <summary>SQS over HTTP, as its JSON protocol is: actions by <c>X-Amz-Target</c>, signed requests, its limits and its errors.</summary>
internal sealed partial class SqsServer : IAsyncDisposable
{
    public const string Region = "eu-central-1";

    private const int MaxBatch = 10;
    private const string Account = "123456789012";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DefaultVisibility = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, SqsQueueState> _queues = new();
    private readonly ConcurrentQueue<string> _actions = new();
    private readonly TimeProvider _clock;

    static SqsServer()
    {
        // What AWS' SDK looks for first, in every program.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "the secret of the tests");
    }

    private SqsServer(WebApplication app, TimeProvider clock)
    {
        _app = app;
        _clock = clock;
    }

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyCollection<string> Actions => _actions;

    /// <summary>Called before an action is carried out; what it throws is answered.</summary>
    public Action<string> OnAction { get; set; } = _ => { };

    /// <summary>Called for each entry of a batch; what it throws becomes the entry's failure.</summary>
    public Action<string> OnEntry { get; set; } = _ => { };

    public string Address => _app.Urls.Single();

    public static async Task<SqsServer> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new SqsServer(app, clock);
        app.MapPost("/", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Makes a queue.</summary>
    /// <returns>Its address.</returns>
    public string Create(string name)
    {
        _queues[name] = new(_clock);
        return Url(name);
    }

    public SqsQueueState Queue(string name) => _queues[name];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Url(string name) => $"{Address}/{Account}/{name}";

    private async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/x-amz-json-1.0";
        response.Headers["x-amzn-RequestId"] = $"{Guid.NewGuid()}";
        try
        {
            var action = ActionOf(context.Request);
            _actions.Enqueue(action);
            OnAction(action);
            var request = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            var answer = await ActAsync(action, request, context.RequestAborted);
            await response.WriteAsync(answer?.ToJsonString() ?? "");
        }
        catch (SqsError error)
        {
            response.StatusCode = error.Status;
            response.Headers["x-amzn-query-error"] = $"{error.Code};{(error.Status < 500 ? "Sender" : "Receiver")}";
            await response.WriteAsync(new JsonObject { ["__type"] = $"com.amazonaws.sqs#{error.Type}", ["message"] = error.Message }.ToJsonString());
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static string ActionOf(HttpRequest request)
    {
        if (!Signature().IsMatch(request.Headers.Authorization.ToString()))
        {
            throw new SqsError("MissingAuthenticationToken", "MissingAuthenticationToken", "The request is not signed for this region.", 403);
        }

        var target = request.Headers["X-Amz-Target"].ToString();
        return request.ContentType == "application/x-amz-json-1.0" && target.StartsWith("AmazonSQS.", StringComparison.Ordinal)
            ? target["AmazonSQS.".Length..]
            : throw new SqsError("UnknownOperationException", "InvalidAction", "Not the JSON protocol of SQS.");
    }

    private async Task<JsonObject?> ActAsync(string action, JsonObject request, CancellationToken aborted)
    {
        if (action is "GetQueueUrl")
        {
            var name = (string)request["QueueName"]!;
            return _queues.ContainsKey(name) ? new() { ["QueueUrl"] = Url(name) } : throw SqsError.NoQueue;
        }

        if (!_queues.TryGetValue(((string)request["QueueUrl"]!).Split('/')[^1], out var queue))
        {
            throw SqsError.NoQueue;
        }

        switch (action)
        {
            case "SendMessage":
                return Sent(queue.Send((string)request["MessageBody"]!));
            case "SendMessageBatch":
                ThrowIfTooLong(request);
                return Batch(request, entry => Sent(queue.Send((string)entry["MessageBody"]!)));
            case "ReceiveMessage":
                return await ReceiveAsync(queue, request, aborted);
            case "DeleteMessage":
                queue.Delete((string)request["ReceiptHandle"]!);
                return null;
            case "DeleteMessageBatch":
                return Batch(request, entry => Done(() => queue.Delete((string)entry["ReceiptHandle"]!)));
            case "ChangeMessageVisibility":
                queue.ChangeVisibility((string)request["ReceiptHandle"]!, Seconds(request, "VisibilityTimeout", 43_200) ?? DefaultVisibility);
                return null;
            case "ChangeMessageVisibilityBatch":
                return Batch(request, entry => Done(
                    () => queue.ChangeVisibility((string)entry["ReceiptHandle"]!, Seconds(entry, "VisibilityTimeout", 43_200) ?? DefaultVisibility)));
            case "GetQueueAttributes":
                return Attributes(queue);
            default:
                throw new SqsError("UnknownOperationException", "InvalidAction", $"{action} is not known here.");
        }
    }

    private static async Task<JsonObject> ReceiveAsync(SqsQueueState queue, JsonObject request, CancellationToken aborted)
    {
        var most = (int?)request["MaxNumberOfMessages"] ?? 1;
        if (most is < 1 or > MaxBatch)
        {
            throw SqsError.BadValue("MaxNumberOfMessages must be 1 to 10.");
        }

        var visibility = Seconds(request, "VisibilityTimeout", 43_200) ?? DefaultVisibility;
        var attributes = request["MessageSystemAttributeNames"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        var wanted = request["MessageAttributeNames"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        var deadline = TimeProvider.System.GetTimestamp();
        var wait = Seconds(request, "WaitTimeSeconds", 20) ?? TimeSpan.Zero;
        while (true)
        {
            aborted.ThrowIfCancellationRequested();
            if (queue.Receive(most, visibility) is { Count: > 0 } received)
            {
                return new() { ["Messages"] = new JsonArray([.. received.Select(one => Show(one.Message, one.Receipt, one.ReceiveCount, attributes, wanted))]) };
            }

            if (TimeProvider.System.GetElapsedTime(deadline) >= wait)
            {
                return [];
            }

            await Task.Delay(PollInterval, TimeProvider.System, aborted);
        }
    }

    private static JsonNode Show(QueuedMessage message, string receipt, int receiveCount, HashSet<string> attributes, HashSet<string> messageAttributes)
    {
        var shown = new JsonObject();
        Add("SentTimestamp", message.Sent.ToUnixTimeMilliseconds());
        Add("ApproximateReceiveCount", receiveCount);
        Add("ApproximateFirstReceiveTimestamp", message.FirstReceived.ToUnixTimeMilliseconds());
        var json = new JsonObject { ["MessageId"] = message.Id, ["ReceiptHandle"] = receipt, ["MD5OfBody"] = Md5(message.Body), ["Body"] = message.Body };
        if (shown.Count > 0)
        {
            json["Attributes"] = shown;
        }

        if (message.Attributes.Where(attribute => messageAttributes.Contains(attribute.Key)).ToArray() is { Length: > 0 } wanted)
        {
            json["MessageAttributes"] = new JsonObject(wanted.Select(attribute => KeyValuePair.Create(
                attribute.Key, (JsonNode?)new JsonObject { ["DataType"] = "String", ["StringValue"] = attribute.Value })));
        }

        return json;

        void Add(string name, long value)
        {
            if (attributes.Contains(name) || attributes.Contains("All"))
            {
                shown[name] = value.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private JsonObject Batch(JsonObject request, Func<JsonObject, JsonObject> act)
    {
        var entries = request["Entries"]?.AsArray().Select(entry => entry!.AsObject()).ToArray() ?? [];
        var ids = entries.Select(entry => (string)entry["Id"]!).ToArray();
        if (entries.Length is 0)
        {
            throw SqsError.Empty;
        }

        if (entries.Length > MaxBatch)
        {
            throw SqsError.TooMany;
        }

        if (ids.Distinct().Count() != ids.Length)
        {
            throw SqsError.NotDistinct;
        }

        var successful = new JsonArray();
        var failed = new JsonArray();
        foreach (var (id, entry) in ids.Zip(entries))
        {
            try
            {
                OnEntry(id);
                var done = act(entry);
                done["Id"] = id;
                successful.Add((JsonNode)done);
            }
            catch (SqsError error)
            {
                failed.Add((JsonNode)new JsonObject { ["Id"] = id, ["SenderFault"] = error.Status < 500, ["Code"] = error.Code, ["Message"] = error.Message });
            }
        }

        var answer = new JsonObject { ["Successful"] = successful };
        if (failed.Count > 0)
        {
            answer["Failed"] = failed;
        }

        return answer;
    }

    private static void ThrowIfTooLong(JsonObject request)
    {
        if (request["Entries"]?.AsArray().Sum(entry => Encoding.UTF8.GetByteCount((string)entry!["MessageBody"]!)) > SqsQueueState.MaxMessageBytes)
        {
            throw SqsError.BatchTooLong;
        }
    }

    private static JsonObject Attributes(SqsQueueState queue)
    {
        var (visible, inFlight) = queue.Counts;
        return new()
        {
            ["Attributes"] = new JsonObject
            {
                ["ApproximateNumberOfMessages"] = $"{visible}",
                ["ApproximateNumberOfMessagesNotVisible"] = $"{inFlight}",
            },
        };
    }

    private static JsonObject Sent(QueuedMessage message) => new() { ["MessageId"] = message.Id, ["MD5OfMessageBody"] = Md5(message.Body) };

    private static JsonObject Done(Action act)
    {
        act();
        return [];
    }

    private static TimeSpan? Seconds(JsonObject json, string name, int most)
        => (int?)json[name] is not { } seconds ? null
            : seconds >= 0 && seconds <= most ? TimeSpan.FromSeconds(seconds)
            : throw SqsError.BadValue($"Value {seconds} for parameter {name} is invalid. Reason: must be between 0 and {most}.");

    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"\AAWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\d{8}/eu-central-1/sqs/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}\z")]
    private static partial Regex Signature();
}
