using CsCheck;
using static CacheLayer.Tests.Races.Histories.StepKind;

namespace CacheLayer.Tests.Races.Histories;

/// <summary>Histories at random: several readers, writes and invalidations of one key, with steps that overlap.</summary>
internal static class RandomHistories
{
    public static Gen<Step[]> Gen { get; } = CsCheck.Gen.Frequency(
            (30, StepOf(Read, Race.Readers)),
            (20, StepOf(Fetch, Race.Readers)),
            (20, StepOf(Fill, Race.Readers)),
            (12, StepOf(Write)),
            (15, StepOf(Invalidate)),
            (6, StepOf(Expire, actors: 2)),
            (3, StepOf(Replicate)),
            (3, StepOf(Failover)))
        .Array[4, 16];

    /// <summary>The same histories for every cache: as many as asked for, determined by the seed.</summary>
    public static IEnumerable<Step[]> Of(int count, ulong seed)
    {
        var random = new PCG(stream: 1, seed);
        for (var i = 0; i < count; i++)
        {
            yield return Gen.Generate(random, null, out _);
        }
    }

    private static Gen<Step> StepOf(StepKind kind, int actors = 1)
        => CsCheck.Gen.Select(CsCheck.Gen.Int[0, actors - 1], CsCheck.Gen.Int[0, 3], (actor, overlaps) => new Step(kind, actor, overlaps is 3));
}
