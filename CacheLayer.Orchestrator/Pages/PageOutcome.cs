using CacheLayer.Orchestrator.Answers;

namespace CacheLayer.Orchestrator.Pages;

/// <summary>Takes the parts of a page from their reads, and gathers what became of them.</summary>
internal sealed class PageOutcome(int parts)
{
    private readonly string[] _statuses = new string[parts];
    private int _taken;
    private TimeSpan _cache;
    private TimeSpan _origin;

    public List<FailedPart>? Errors { get; private set; }

    public T? Take<T>(PagePart<T> part, BatchRead<T> batchRead)
    {
        var read = batchRead.Result;
        _statuses[_taken++] = CacheStatus.Of(part.Keyspace, read);
        // All parts share the round trip and are fetched at the same time: the slowest one is what the page waited for.
        _cache = TimeSpan.FromTicks(Math.Max(_cache.Ticks, read.Latency.Ticks));
        _origin = TimeSpan.FromTicks(Math.Max(_origin.Ticks, read.OriginLatency.Ticks));
        if (FailedPart.Of(part.Name, read) is { } failed)
        {
            (Errors ??= []).Add(failed);
        }

        return read.Value;
    }

    public void WriteHeaders(HttpResponse response) => AnswerHeaders.Write(response, string.Join(", ", _statuses), _cache, _origin);
}
