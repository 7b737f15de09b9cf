using System.CommandLine;

namespace CacheLayer.Invalidator.Commands;

internal static class RedriveCommand
{
    public static Command Create(Func<Task<DeadLetterSession>> connect, TextWriter output)
    {
        var selection = new SelectionOptions();
        var command = new Command("redrive", "Puts dead letters back onto the stream of changes, to be tried anew.");
        selection.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var selected = selection.Read(parsed);
            await using var office = await connect();
            var result = await office.Letters.RedriveAsync(selected);
            await output.WriteLineAsync($"{result.Redriven} redriven{(result.Cut > 0 ? $"; {result.Cut} stay, because only the beginning of their body is kept" : "")}");
            return result.Cut is 0 && (selected.Id is null || result.Redriven > 0) ? ExitCodes.Done : ExitCodes.NotDone;
        });
        return command;
    }
}
