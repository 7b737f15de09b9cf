using CacheLayer.Traffic.Commands;
using Spectre.Console;

// Answers are handled on the thread that receives them: half the processor time a request, which leaves the machine to
// what is measured. .NET offers this as an environment variable only, read when the first socket is made.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

if (Console.IsOutputRedirected)
{
    // A log has no width: tables and lines must not be folded at the default 80 columns.
    AnsiConsole.Profile.Width = 200;
}

return await TrafficApplication.RunAsync(args, AnsiConsole.Console, Console.Error, TimeProvider.System);
