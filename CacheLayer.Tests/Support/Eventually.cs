namespace CacheLayer.Tests.Support;

/// <summary>Waits for what will be true soon; on a busy machine, later.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until the condition holds; a condition that throws does not hold yet.</summary>
    /// <param name="what">What is waited for, for the message of the failure.</param>
    /// <param name="condition">The condition.</param>
    public static async Task AsyncThat(string what, Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        Exception? last = null;
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                if (await condition())
                {
                    return;
                }

                last = null;
            }
            catch (Exception e)
            {
                last = e;
            }

            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
        }

        throw new TimeoutException($"Not within {Deadline}: {what}.", last);
    }

    /// <inheritdoc cref="AsyncThat"/>
    public static Task That(string what, Func<bool> condition) => AsyncThat(what, () => Task.FromResult(condition()));
}
