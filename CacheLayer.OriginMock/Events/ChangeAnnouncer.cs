using CacheLayer.Catalogue;
using CacheLayer.OriginMock.Http;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Events;

/// <summary>Makes a change and sees to it that the caches hear of it.</summary>
/// <remarks>
/// The change comes before its event: caches that were told first could read the old value again. A change that is made
/// but not announced leaves stale copies, so while events cannot be published, changes are refused and nothing is
/// touched; only those under way at that moment end in doubt, and their answer says so.
/// </remarks>
internal sealed class ChangeAnnouncer(ChangeOutbox outbox, InvalidationReceipts receipts, IOptions<EventOptions> options, TimeProvider clock)
{
    /// <summary>Makes a change, and answers with its version once its event is on the stream and, if that does not take too long, carried out.</summary>
    /// <param name="change">Makes the change and describes it; null when there is nothing to change.</param>
    public async Task<IResult> ApplyAsync(Func<ChangeEvent?> change)
    {
        if (outbox.IsStuck)
        {
            return Answer.Unavailable("Nothing was changed: the event stream takes no events, so caches could not be told. Try again later.",
                KeyValuePair.Create<string, object?>("applied", false));
        }

        if (change() is not { } made)
        {
            return Answer.NotFound("product or promotion");
        }

        var pending = outbox.Add(SnsEnvelope.Wrap(made with { OccurredAt = clock.GetUtcNow() }));
        try
        {
            // Not tied to the request: the change is made, whether its caller waits or not.
            var id = await pending.Published.WaitAsync(options.Value.PublishTimeout, clock);
            return TypedResults.Ok(new AppliedChange(made.Version, await receipts.ArrivesAsync(id)));
        }
        catch (TimeoutException)
        {
            return Answer.Unavailable("The change was made, but its event is not known to be on the stream: caches may serve the old value until it is. It stays queued.",
                KeyValuePair.Create<string, object?>("applied", true), KeyValuePair.Create<string, object?>("version", made.Version));
        }
    }
}
