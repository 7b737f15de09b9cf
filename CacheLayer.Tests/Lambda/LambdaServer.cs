using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheLayer.Tests.Lambda;

/// <summary>Lambda's interface for custom runtimes: hands out one invocation after the other, and takes the answer to that one only.</summary>
internal sealed class LambdaServer : IAsyncDisposable
{
    private const string Base = "/2018-06-01/runtime";
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly Channel<PendingInvocation> _waiting = Channel.CreateUnbounded<PendingInvocation>();
    private readonly ConcurrentQueue<JsonElement> _startErrors = new();
    private PendingInvocation? _current;

    private LambdaServer(WebApplication app) => _app = app;

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> is set to.</summary>
    public string Address => new Uri(_app.Urls.Single()).Authority;

    public IReadOnlyCollection<JsonElement> StartErrors => _startErrors;

    public static async Task<LambdaServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new LambdaServer(app);
        app.MapGet($"{Base}/invocation/next", server.NextAsync);
        app.MapPost($"{Base}/invocation/{{id}}/response", (string id, JsonElement body) => server.Answer(id, body, null));
        app.MapPost($"{Base}/invocation/{{id}}/error", (string id, JsonElement body, HttpRequest request)
            => server.Answer(id, body, request.Headers["Lambda-Runtime-Function-Error-Type"]));
        app.MapPost($"{Base}/init/error", (JsonElement body) =>
        {
            server._startErrors.Enqueue(body);
            return Results.Json(new { status = "OK" }, statusCode: 202);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Invokes the function, and returns its answer; an error has a type. An invocation that Lambda repeats keeps its id.</summary>
    public Task<(JsonElement Answer, string? ErrorType)> InvokeAsync(string lambdaEvent, TimeSpan? timeout = null, string? id = null)
    {
        var invocation = new PendingInvocation(id ?? $"{Guid.NewGuid()}", lambdaEvent, timeout ?? TimeSpan.FromMinutes(1));
        _waiting.Writer.TryWrite(invocation);
        return invocation.Answer.Task.WaitAsync(AnswerDeadline, TimeProvider.System);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task NextAsync(HttpContext context)
    {
        try
        {
            var invocation = await _waiting.Reader.ReadAsync(context.RequestAborted);
            Volatile.Write(ref _current, invocation);
            context.Response.ContentType = "application/json";
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = invocation.Id;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{(TimeProvider.System.GetUtcNow() + invocation.Timeout).ToUnixTimeMilliseconds()}";
            context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-central-1:123456789012:function:invalidator";
            context.Response.Headers["Lambda-Runtime-Trace-Id"] = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
            await context.Response.WriteAsync(invocation.Event);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private IResult Answer(string id, JsonElement body, string? errorType)
    {
        if (Interlocked.Exchange(ref _current, null) is not { } invocation || invocation.Id != id)
        {
            return Results.Json(new { errorMessage = "Invalid request ID", errorType = "InvalidRequestID" }, statusCode: 400);
        }

        invocation.Answer.TrySetResult((body, errorType));
        return Results.Json(new { status = "OK" }, statusCode: 202);
    }

    private sealed record PendingInvocation(string Id, string Event, TimeSpan Timeout)
    {
        public TaskCompletionSource<(JsonElement Answer, string? ErrorType)> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
