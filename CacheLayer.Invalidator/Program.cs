using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Commands;
using CacheLayer.Invalidator.Lambda;

if (args is [DeadLetterApplication.Name, ..])
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    return await DeadLetterApplication.RunAsync(args, configuration, Console.Out, Console.Error);
}

if (LambdaApplication.IsAsked(args))
{
    return await LambdaApplication.RunAsync(args, Console.Error, CancellationToken.None);
}

InvalidatorApp.Build(args).Run();
return 0;
