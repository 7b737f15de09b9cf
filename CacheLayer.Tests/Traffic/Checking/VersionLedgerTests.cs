using System.Diagnostics;
using CacheLayer.Traffic.Checking;

namespace CacheLayer.Tests.Traffic.Checking;

[Trait("Tier", "unit")]
public sealed class VersionLedgerTests
{
    private const string Asin = "B000000001";

    private readonly VersionLedger _ledger = new(overdueAfter: TimeSpan.FromSeconds(10));

    [Fact]
    public void A_product_that_never_changed_may_have_any_version()
        => Assert.Equal(default, _ledger.Judge(Asin, version: 1, At(100)));

    [Theory]
    [InlineData(2, 5, null)]
    [InlineData(2, 1, null)]
    [InlineData(1, 1, null)]
    [InlineData(1, 2, StaleCause.AfterAcknowledgement)]
    [InlineData(1, 100, StaleCause.AfterAcknowledgement)]
    internal void A_read_that_began_after_the_acknowledgement_must_see_the_change(long version, double begunAt, StaleCause? violation)
    {
        _ledger.Add(Asin, new Change(2, At(0), At(2)));

        Assert.Equal(violation, _ledger.Judge(Asin, version, At(begunAt)).Violation);
    }

    [Theory]
    [InlineData(1, 9, null)]
    [InlineData(1, 11, StaleCause.LostEvent)]
    [InlineData(2, 11, null)]
    internal void An_unacknowledged_change_may_not_stay_unseen(long version, double begunAt, StaleCause? violation)
    {
        _ledger.Add(Asin, new Change(2, At(0), AcknowledgedAt: null));

        Assert.Equal(violation, _ledger.Judge(Asin, version, At(begunAt)).Violation);
    }

    [Fact]
    public void A_later_change_does_not_excuse_a_read_that_lacks_an_earlier_one()
    {
        _ledger.Add(Asin, new Change(2, At(0), At(1)));
        _ledger.Add(Asin, new Change(3, At(4), At(8)));

        Assert.Equal(StaleCause.AfterAcknowledgement, _ledger.Judge(Asin, version: 1, At(5)).Violation);
        Assert.Null(_ledger.Judge(Asin, version: 2, At(5)).Violation);
        Assert.Equal(StaleCause.AfterAcknowledgement, _ledger.Judge(Asin, version: 2, At(9)).Violation);
    }

    [Fact]
    public void Staleness_counts_from_the_first_change_that_is_lacking()
    {
        _ledger.Add(Asin, new Change(2, At(1), At(2)));
        _ledger.Add(Asin, new Change(3, At(3), At(4)));

        Assert.Equal(TimeSpan.FromSeconds(9), _ledger.Judge(Asin, version: 1, At(10)).StaleFor);
        Assert.Equal(TimeSpan.FromSeconds(7), _ledger.Judge(Asin, version: 2, At(10)).StaleFor);
        Assert.Equal(TimeSpan.Zero, _ledger.Judge(Asin, version: 3, At(10)).StaleFor);
    }

    private static long At(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
