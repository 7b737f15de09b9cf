using CacheLayer.Invalidator.Sources;
using Microsoft.Extensions.Options;

namespace CacheLayer.Invalidator.DeadLetters;

/// <summary>What an operator does with dead letters, over HTTP or on the command line; every deed is in the log.</summary>
internal sealed class DeadLetterService(DeadLetterStream letters, IOptions<InvalidatorOptions> options, ILogger<DeadLetterService> logger)
{
    /// <summary>The most dead letters that are shown at once.</summary>
    public const int MaxShown = 100;

    /// <summary>Shows dead letters, newest first.</summary>
    /// <exception cref="BadSelectionException">What was given makes no sense.</exception>
    public Task<DeadLetterPage> ListAsync(int count, string? after, string? reason)
    {
        if (count is < 1 or > MaxShown)
        {
            throw new BadSelectionException($"count must be 1 to {MaxShown}.");
        }

        // Nothing is older than the least id, and Redis refuses to look.
        return after is null || (DeadLetterSelection.IsId(after) && after.AsSpan().ContainsAnyExcept("0-"))
            ? letters.ReadAsync(count, after, reason)
            : throw new BadSelectionException("after is not the id of a dead letter.");
    }

    /// <summary>Puts dead letters back onto the stream of changes.</summary>
    /// <exception cref="BadSelectionException">Nobody would read them there.</exception>
    public async Task<RedriveResult> RedriveAsync(DeadLetterSelection selection)
    {
        if (!options.Value.Source.HasFlag(ChangeSources.Streams))
        {
            throw new BadSelectionException($"Dead letters are redriven onto the stream of changes, which is not among {InvalidatorOptions.SectionName}:{nameof(InvalidatorOptions.Source)}.");
        }

        var result = await letters.RedriveAsync(selection);
        logger.Redriven(result.Redriven, result.Cut);
        return result;
    }

    /// <summary>Removes dead letters for good.</summary>
    public async Task<PurgeResult> PurgeAsync(DeadLetterSelection selection)
    {
        var result = await letters.PurgeAsync(selection);
        logger.Purged(result.Purged);
        return result;
    }
}
