using CacheLayer.Invalidator.Commands;
using CacheLayer.Invalidator.DeadLetters;
using CacheLayer.Invalidator.Streams;
using CacheLayer.Invalidator.Worker;

namespace CacheLayer.Invalidator.Lambda;

/// <summary>The invalidator as a Lambda function: no server and no source, SNS invokes it.</summary>
internal static class LambdaApplication
{
    /// <summary>The command that starts it; where Lambda's runtime is, none is needed.</summary>
    public const string Name = "lambda";

    private const string ApiVariable = "AWS_LAMBDA_RUNTIME_API";
    private const string CacheName = "cache";

    public static bool IsAsked(string[] args) => args is [Name, ..] || Environment.GetEnvironmentVariable(ApiVariable) is { Length: > 0 };

    /// <summary>Ends with the exit code, when Lambda has no more use for this environment or cannot be reached.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter errors, CancellationToken stopping)
    {
        var builder = Host.CreateApplicationBuilder([.. args.SkipWhile(arg => arg is Name)]);
        if (builder.Configuration[ApiVariable] is not { Length: > 0 } address)
        {
            await errors.WriteLineAsync($"{ApiVariable} is not set: {Name} runs inside of AWS Lambda, as a custom runtime.");
            return ExitCodes.BadInput;
        }

        using var api = new LambdaApi(address);
        IHost host;
        try
        {
            host = Build(builder, api);
            await host.StartAsync(stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"The function cannot start: {exception.Message.ReplaceLineEndings(" ")}");
            await api.FailStartAsync(LambdaError.OfStart(exception));
            return ExitCodes.NotDone;
        }

        using (host)
        {
            return await ServeAsync(host, errors, stopping);
        }
    }

    private static IHost Build(HostApplicationBuilder builder, LambdaApi api)
    {
        LambdaSettings.Apply(builder.Configuration, CacheName);
        builder.AddServiceDefaults();
        builder.AddCacheLayer(CacheName);
        if (builder.Configuration.GetConnectionString(ChangeStreamExtensions.ConnectionName) is not null)
        {
            builder.AddEventNode();
        }
        else
        {
            builder.Services.AddSingleton<IDeadLetters, LoggedOnly>();
        }

        builder.AddInvalidation();
        builder.Services.AddSingleton(api);
        builder.Services.AddSingleton<SnsEventHandler>();
        builder.Services.AddSingleton<LambdaRuntime>();
        return builder.Build();
    }

    private static async Task<int> ServeAsync(IHost host, TextWriter errors, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            await host.Services.GetRequiredService<LambdaRuntime>().RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Lambda has no more use for this environment.
        }
        catch (HttpRequestException exception)
        {
            await errors.WriteLineAsync($"Lambda's runtime interface fails: {exception.Message}");
            return ExitCodes.Unreachable;
        }

        await host.StopAsync(CancellationToken.None);
        return ExitCodes.Done;
    }
}
