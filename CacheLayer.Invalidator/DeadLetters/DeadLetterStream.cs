using CacheLayer.Catalogue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Keeps what could not be carried out, with the reason, on the event node.</summary>
internal sealed class DeadLetterStream(IConnectionMultiplexer events, IOptions<InvalidatorOptions> options) : IDeadLetters
{
    /// <summary>The length of the body before it was cut.</summary>
    public const string LengthField = "length";

    private const string SourceField = "source";
    private const string ReasonField = "reason";
    private const string AttemptsField = "attempts";

    // Bodies may be long.
    private const int PageLength = 100;

    public bool Keeps => true;

    private IDatabase Database => events.GetDatabase();

    public Task AddAsync(DeadLetter letter) => PutAsideScript.EvaluateAsync(
        Database,
        letter.SourceId,
        options.Value.DeadLetterMaxLength,
        new(SourceField, letter.SourceId),
        new(ReasonField, letter.Reason),
        new(AttemptsField, letter.Attempts),
        new(LengthField, letter.Length),
        new(ChangeStream.BodyField, letter.Body));

    /// <summary>Shows dead letters, newest first.</summary>
    /// <param name="newest">At most how many.</param>
    /// <param name="after">Only those older than the one with this id; null: from the newest on.</param>
    /// <param name="reason">Only those whose reason contains this text; null: whatever the reason.</param>
    public async Task<DeadLetterPage> ReadAsync(int newest, string? after = null, string? reason = null)
    {
        var count = Database.StreamLengthAsync(ChangeStream.DeadLetters);
        var selection = new DeadLetterSelection(null, reason);
        var found = new List<StoredDeadLetter>();
        var to = after is null ? "+" : $"({after}";
        while (await Database.StreamRangeAsync(ChangeStream.DeadLetters, "-", to, PageLength, Order.Descending) is { Length: > 0 } page)
        {
            foreach (var letter in page.Select(Show).Where(letter => selection.Includes(letter.Reason)))
            {
                if (found.Count == newest)
                {
                    return new(await count, found, found[^1].Id);
                }

                found.Add(letter);
            }

            to = $"({page[^1].Id}";
        }

        return new(await count, found, Next: null);
    }

    /// <summary>Puts dead letters back onto the stream of changes, oldest first; those that come meanwhile are left alone.</summary>
    public async Task<RedriveResult> RedriveAsync(DeadLetterSelection selection)
    {
        var result = default(RedriveResult);
        await foreach (var ids in SelectAsync(selection))
        {
            // One after the other on one connection, so that they keep their order.
            foreach (var moved in await Task.WhenAll(ids.Select(id => RedriveScript.EvaluateAsync(Database, id))))
            {
                result = new(result.Redriven + (moved is true ? 1 : 0), result.Cut + (moved is false ? 1 : 0));
            }
        }

        return result;
    }

    /// <summary>Removes dead letters for good; those that come meanwhile are left alone.</summary>
    public async Task<PurgeResult> PurgeAsync(DeadLetterSelection selection)
    {
        var purged = 0L;
        await foreach (var ids in SelectAsync(selection))
        {
            purged += await Database.StreamDeleteAsync(ChangeStream.DeadLetters, Array.ConvertAll(ids, id => (RedisValue)id));
        }

        return new((int)purged);
    }

    private static StoredDeadLetter Show(StreamEntry entry)
    {
        var body = entry[ChangeStream.BodyField];
        return new(entry.Id!, entry[SourceField]!, entry[ReasonField]!, (int)entry[AttemptsField], (long)entry[LengthField] > body.Length(), body.ToString());
    }

    /// <summary>The ids of what was selected when this began, oldest first, page by page.</summary>
    private async IAsyncEnumerable<string[]> SelectAsync(DeadLetterSelection selection)
    {
        var last = selection.Id is { } id ? (RedisValue)id
            : (await Database.StreamRangeAsync(ChangeStream.DeadLetters, "-", "+", 1, Order.Descending)).FirstOrDefault().Id;
        var from = selection.Id ?? "-";
        while (!last.IsNull && await Database.StreamRangeAsync(ChangeStream.DeadLetters, from, last, PageLength) is { Length: > 0 } page)
        {
            string[] selected = [.. page.Where(entry => selection.Includes(entry[ReasonField].ToString())).Select(entry => entry.Id.ToString())];
            if (selected.Length > 0)
            {
                yield return selected;
            }

            if (page[^1].Id == last)
            {
                break;
            }

            from = $"({page[^1].Id}";
        }
    }
}
