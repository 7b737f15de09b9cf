using static CacheLayer.Tests.Races.Histories.StepKind;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>Every order in which things can happen.</summary>
internal static class Interleavings
{
    /// <summary>
    /// All interleavings of two readers (read, fetch, fill), one writer (write, invalidate) and what else is given. The
    /// readers are alike: of two interleavings that differ only in which reader is which, one is enough.
    /// </summary>
    public static IEnumerable<Step[]> OfTwoReadersAndAWriter(params Step[][] others)
    {
        Step[][] chains =
        [
            [new(Read, 0), new(Fetch, 0), new(Fill, 0)],
            [new(Read, 1), new(Fetch, 1), new(Fill, 1)],
            [new(Write), new(Invalidate)],
            .. others,
        ];
        return Of(chains).Where(steps => Array.IndexOf(steps, chains[0][0]) < Array.IndexOf(steps, chains[1][0]));
    }

    /// <summary>All interleavings of chains of steps; the steps of a chain keep their order.</summary>
    public static IEnumerable<Step[]> Of(Step[][] chains)
        => From(chains, new int[chains.Length], new Step[chains.Sum(chain => chain.Length)], 0);

    private static IEnumerable<Step[]> From(Step[][] chains, int[] taken, Step[] steps, int length)
    {
        if (length == steps.Length)
        {
            yield return [.. steps];
            yield break;
        }

        for (var i = 0; i < chains.Length; i++)
        {
            if (taken[i] == chains[i].Length)
            {
                continue;
            }

            steps[length] = chains[i][taken[i]++];
            foreach (var complete in From(chains, taken, steps, length + 1))
            {
                yield return complete;
            }

            taken[i]--;
        }
    }
}
