using CacheLayer.Traffic.Measuring;
using CacheLayer.Traffic.Requests;
using CacheLayer.Traffic.Sending;

namespace CacheLayer.Tests.Traffic;

[Trait("Tier", "unit")]
public sealed class MeasurementsTests
{
    private readonly Measurements _measurements = new();

    [Fact]
    public void A_page_is_a_hit_only_when_every_part_is()
    {
        Answer(RequestKind.Page, 3, "CacheLayer; hit; detail=product, CacheLayer; hit; detail=reco", "cache;dur=0.4");
        Answer(RequestKind.Page, 60, "CacheLayer; hit; detail=product, CacheLayer; fwd=miss; detail=reco", "cache;dur=0.6, origin;dur=50");

        var run = _measurements.Take();
        Assert.Equal((1, 3.0), (run.ClientHits!.Count, run.ClientHits.Max));
        Assert.Equal((1, 60.0), (run.ClientMisses!.Count, run.ClientMisses.Max));
        Assert.Equal((2, 0.6), (run.CachePages!.Count, run.CachePages.Max));
        Assert.Null(run.CacheHits);
        Assert.Equal(new KeyspaceReads(Hits: 2, Misses: 0, Bypasses: 0), run.Keyspaces["product"]);
        Assert.Equal(0.5, run.Keyspaces["reco"].HitRate);
        Assert.Equal(0.75, run.AllReads.HitRate);
    }

    [Fact]
    public void Time_on_the_cache_is_kept_apart_for_hits_and_misses()
    {
        Answer(RequestKind.Product, 1, "CacheLayer; hit; detail=product", "cache;dur=0.2");
        Answer(RequestKind.Product, 1, "CacheLayer; fwd=miss; detail=product", "cache;dur=0.7, origin;dur=50");

        var run = _measurements.Take();
        Assert.Equal((1, 0.2), (run.CacheHits!.Count, run.CacheHits.Max));
        Assert.Equal((1, 0.7), (run.CacheMisses!.Count, run.CacheMisses.Max));
    }

    [Fact]
    public void An_answer_without_headers_counts_but_is_neither_hit_nor_miss()
    {
        Answer(RequestKind.Product, 1, cacheStatus: null, serverTiming: null);

        var run = _measurements.Take();
        Assert.Equal(1, run.Answered);
        Assert.Null(run.ClientHits);
        Assert.Null(run.ClientMisses);
        Assert.Null(run.AllReads.HitRate);
    }

    [Fact]
    public void Failures_are_counted_by_kind()
    {
        _measurements.Failed("status_503");
        _measurements.Failed("status_503");
        _measurements.NotSent();

        var run = _measurements.Take();
        Assert.Equal(2, run.Errors["status_503"]);
        Assert.Equal((3, 1), (run.Failed, run.NotSent));
    }

    private void Answer(RequestKind kind, double milliseconds, string? cacheStatus, string? serverTiming)
        => _measurements.Answered(kind, TimeSpan.FromMilliseconds(milliseconds), new AnswerHeaders(cacheStatus, serverTiming, "one"));
}
