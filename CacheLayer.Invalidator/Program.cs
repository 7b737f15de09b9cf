using CacheLayer.Invalidator;
using CacheLayer.Invalidator.Commands;

if (args is [DeadLetterApplication.Name, ..])
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    return await DeadLetterApplication.RunAsync(args, configuration, Console.Out, Console.Error);
}

InvalidatorApp.Build(args).Run();
return 0;
