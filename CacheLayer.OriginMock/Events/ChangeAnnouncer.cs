using CacheLayer.OriginMock.Http;
using CacheLayer.OriginMock.Storage;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Events;

/// <summary>Makes a change and sees to it that the caches hear of it.</summary>
/// <remarks>
/// A change is stored together with its event, so that neither is ever without the other. One that is made but not
/// announced leaves stale copies until it is, so while events cannot be published, changes are refused and nothing is
/// touched; only those under way at that moment end in doubt, and their answer says so.
/// </remarks>
internal sealed class ChangeAnnouncer(ChangeWriter writer, ChangeOutbox outbox, InvalidationReceipts receipts, IOptions<EventOptions> options, TimeProvider clock)
{
    /// <summary>Makes a change, and answers with its version once its event is on the stream and, if that does not take too long, carried out.</summary>
    public async Task<IResult> ApplyAsync(PlannedChange change)
    {
        if (outbox.IsStuck)
        {
            return NothingChanged("the event stream takes no events, so caches could not be told");
        }

        PendingEvent pending;
        try
        {
            // Not tied to the request: the change is made, whether its caller waits or not.
            if (await writer.WriteAsync(change) is not { } made)
            {
                return Answer.NotFound("product or promotion");
            }

            pending = made;
        }
        catch (StoreUnavailableException)
        {
            return NothingChanged("the store takes no changes");
        }

        try
        {
            var id = await pending.Published.WaitAsync(options.Value.PublishTimeout, clock);
            return TypedResults.Ok(new AppliedChange(pending.Version, await receipts.ArrivesAsync(id)));
        }
        catch (TimeoutException)
        {
            return Answer.Unavailable("The change was made, but its event is not known to be on the stream: caches may serve the old value until it is. It stays queued.",
                KeyValuePair.Create<string, object?>("applied", true), KeyValuePair.Create<string, object?>("version", pending.Version));
        }
    }

    private static IResult NothingChanged(string reason)
        => Answer.Unavailable($"Nothing was changed: {reason}. Try again later.", KeyValuePair.Create<string, object?>("applied", false));
}
