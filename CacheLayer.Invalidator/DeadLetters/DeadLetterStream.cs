using CacheLayer.Catalogue;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>Keeps what could not be carried out, with the reason, on the event node.</summary>
internal sealed class DeadLetterStream(IConnectionMultiplexer events, IOptions<InvalidatorOptions> options)
{
    private const string SourceField = "source";
    private const string ReasonField = "reason";
    private const string AttemptsField = "attempts";

    public Task AddAsync(DeadLetter letter) => events.GetDatabase().StreamAddAsync(
        ChangeStream.DeadLetters,
        [
            new(SourceField, letter.SourceId),
            new(ReasonField, letter.Reason),
            new(AttemptsField, letter.Attempts),
            new(ChangeStream.BodyField, letter.Body),
        ],
        maxLength: options.Value.DeadLetterMaxLength,
        useApproximateMaxLength: true);

    public async Task<DeadLetterPage> ReadAsync(int newest)
    {
        var database = events.GetDatabase();
        var count = database.StreamLengthAsync(ChangeStream.DeadLetters);
        var entries = await database.StreamRangeAsync(ChangeStream.DeadLetters, "-", "+", newest, Order.Descending);
        return new(await count, [.. entries.Select(Show)]);
    }

    private static StoredDeadLetter Show(StreamEntry entry)
        => new(entry.Id!, entry[SourceField]!, entry[ReasonField]!, (int)entry[AttemptsField], entry[ChangeStream.BodyField].ToString());
}
