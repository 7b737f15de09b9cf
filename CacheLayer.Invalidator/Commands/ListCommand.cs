using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CacheLayer.Invalidator.DeadLetters;

namespace CacheLayer.Invalidator.Commands;

internal static class ListCommand
{
    private const int ShownOfBody = 120;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create(Func<Task<DeadLetterSession>> connect, TextWriter output)
    {
        var count = new Option<int>("--count") { Description = $"At most how many, 1 to {DeadLetterService.MaxShown}.", DefaultValueFactory = _ => 20 };
        var after = new Option<string?>("--after") { Description = "Only those older than the one with this id." };
        var reason = SelectionOptions.NewReason();
        var json = new Option<bool>("--json") { Description = "As JSON, with the whole bodies." };
        var command = new Command("list", "Shows dead letters, newest first.") { count, after, reason, json };
        command.SetAction(async (parsed, _) =>
        {
            await using var office = await connect();
            var page = await office.Letters.ListAsync(parsed.GetValue(count), parsed.GetValue(after), parsed.GetValue(reason));
            await output.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(page, Json) : Describe(page));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Describe(DeadLetterPage page) => string.Join(Environment.NewLine,
    [
        $"{page.Count} dead letters",
        .. page.Newest.SelectMany(Describe),
        .. page.Next is { } next ? [$"older ones: --after {next}"] : Array.Empty<string>(),
    ]);

    private static string[] Describe(StoredDeadLetter letter) =>
    [
        "",
        $"{letter.Id}  {PutAsideAt(letter.Id)}  record {Printable(letter.SourceId)}, attempts {letter.Attempts}{(letter.IsCut ? ", body cut" : "")}",
        $"  {Printable(letter.Reason)}",
        $"  {Printable(letter.Body.Length > ShownOfBody ? $"{letter.Body[..ShownOfBody]}..." : letter.Body)}",
    ];

    // A body may hold anything, also what a terminal would obey or what would turn the rest of the line around.
    private static string Printable(string text) => string.Concat(text.Select(character =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            ? $"\\u{(int)character:x4}"
            : $"{character}"));

    private static string PutAsideAt(string id)
    {
        // Whoever appends an entry may choose its id.
        var milliseconds = ulong.Parse(id.AsSpan(0, id.IndexOf('-')), CultureInfo.InvariantCulture);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(milliseconds, (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())).ToString("u", CultureInfo.InvariantCulture);
    }
}
