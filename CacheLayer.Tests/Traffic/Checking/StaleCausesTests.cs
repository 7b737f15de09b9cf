using CacheLayer.Traffic.Checking;

namespace CacheLayer.Tests.Traffic.Checking;

[Trait("Tier", "unit")]
public sealed class StaleCausesTests
{
    private static readonly DateTimeOffset Begun = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static StoredCopy OldOnPrimary => new(OnPrimary: true, Version: 1, Begun.AddSeconds(-10));

    [Fact]
    public void The_answer_may_say_it()
    {
        Assert.Equal(StaleCause.L1, Of([OldOnPrimary], AnswerSource.L1));
        Assert.Equal(StaleCause.OldFetch, Of([OldOnPrimary], AnswerSource.Origin));
    }

    [Fact]
    public void Nobody_knows_when_the_evidence_is_gone()
    {
        Assert.Equal(StaleCause.AfterAcknowledgement, Of([]));
        Assert.Equal(StaleCause.AfterAcknowledgement, Of([new(OnPrimary: true, Version: 2, Begun.AddSeconds(1))]));
    }

    [Fact]
    public void An_old_value_on_replicas_only_is_their_lag()
        => Assert.Equal(StaleCause.ReplicaLag, Of([new(OnPrimary: true, Version: 2, Begun.AddSeconds(1)), new(OnPrimary: false, Version: 1, Begun.AddSeconds(-10))]));

    [Fact]
    public void An_old_value_stored_after_the_change_was_filled_late()
    {
        Assert.Equal(StaleCause.LateFill, Of([new(OnPrimary: true, Version: 1, Begun.AddMilliseconds(1))]));
        // Within the millisecond, of which the entry does not say the rest.
        Assert.Equal(StaleCause.LateFill, Of([new(OnPrimary: true, Version: 1, Begun)], begun: Begun.AddTicks(9_000)));
    }

    [Fact]
    public void An_old_value_that_was_left_is_a_lost_event_or_a_lost_invalidation()
    {
        Assert.Equal(StaleCause.LostEvent, Of([OldOnPrimary]));
        Assert.Equal(StaleCause.LostEvent, Of([OldOnPrimary], promotedAt: Begun.AddSeconds(-1)));
        Assert.Equal(StaleCause.Failover, Of([OldOnPrimary], promotedAt: Begun.AddSeconds(1)));
    }

    [Theory]
    [InlineData("CacheLayer; hit; detail=product", AnswerSource.Cache)]
    [InlineData("CacheLayer; hit; detail=product; l1", AnswerSource.L1)]
    [InlineData("CacheLayer; hit; detail=review; l1, CacheLayer; hit; detail=product", AnswerSource.Cache)]
    [InlineData("CacheLayer; fwd=miss; stored; detail=product", AnswerSource.Origin)]
    [InlineData("CacheLayer; hit; detail=review", AnswerSource.Unknown)]
    [InlineData(null, AnswerSource.Unknown)]
    internal void Where_it_came_from_is_read_off_the_header(string? header, AnswerSource source)
        => Assert.Equal(source, AnswerSources.Of(header));

    private static StaleCause Of(StoredCopy[] copies, AnswerSource source = AnswerSource.Cache, DateTimeOffset? promotedAt = null, DateTimeOffset? begun = null)
        => StaleCauses.Of(new("B000000001", Version: 1, source, new(Version: 2, BegunAt: 0, AcknowledgedAt: 1, begun ?? Begun)), copies, promotedAt);
}
