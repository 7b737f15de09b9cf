using System.CommandLine;
using CacheLayer.Invalidator.DeadLetters;

namespace CacheLayer.Invalidator.Commands;

internal static class PurgeCommand
{
    public static Command Create(Func<Task<DeadLetterSession>> connect, TextWriter output)
    {
        var selection = new SelectionOptions();
        var yes = new Option<bool>("--yes") { Description = "Says that they may be lost for good." };
        var command = new Command("purge", "Removes dead letters for good.") { yes };
        selection.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var selected = selection.Read(parsed);
            if (!parsed.GetValue(yes))
            {
                throw new BadSelectionException("What is purged is lost for good: say --yes.");
            }

            await using var office = await connect();
            var result = await office.Letters.PurgeAsync(selected);
            await output.WriteLineAsync($"{result.Purged} purged");
            return selected.Id is null || result.Purged > 0 ? ExitCodes.Done : ExitCodes.NotDone;
        });
        return command;
    }
}
