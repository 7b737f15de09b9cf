using CacheLayer.Invalidator.Lambda;

namespace CacheLayer.Tests.Lambda;

/// <summary>The function in this process, with a runtime of its own.</summary>
internal sealed class FunctionUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _errors = new();

    private FunctionUnderTest(LambdaServer lambda, string[] settings)
    {
        Lambda = lambda;
        Exit = LambdaApplication.RunAsync(
            ["lambda", $"--AWS_LAMBDA_RUNTIME_API={lambda.Address}", .. settings.Select(setting => $"--{setting}")], _errors, _stop.Token);
    }

    public LambdaServer Lambda { get; }

    /// <summary>The exit code, when it has ended.</summary>
    public Task<int> Exit { get; }

    public string Errors => _errors.ToString();

    public static async Task<FunctionUnderTest> StartAsync(params string[] settings) => new(await LambdaServer.StartAsync(), settings);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Exit;
        await Lambda.DisposeAsync();
        _stop.Dispose();
    }
}
