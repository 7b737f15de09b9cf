using System.Threading.Channels;

namespace CacheLayer.Traffic.Checking;

/// <summary>Has the causes of stale reads looked for, one after another, while the run goes on.</summary>
internal sealed class Explanations
{
    // A cache that is wrong all the time has its causes in the first thousand.
    private const int MaxWaiting = 1_000;

    private readonly Channel<StaleRead> _reads = Channel.CreateBounded<StaleRead>(MaxWaiting);
    private readonly Task _explaining;

    /// <param name="explain">Looks for the cause of one.</param>
    /// <param name="found">Told of each cause.</param>
    public Explanations(Func<StaleRead, Task<StaleCause>> explain, Action<StaleCause> found)
        => _explaining = RunAsync(explain, found);

    /// <returns>Whether its cause will be looked for.</returns>
    public bool Add(in StaleRead read) => _reads.Writer.TryWrite(read);

    /// <summary>Ends when all have been explained.</summary>
    public Task CompleteAsync()
    {
        _reads.Writer.TryComplete();
        return _explaining;
    }

    private async Task RunAsync(Func<StaleRead, Task<StaleCause>> explain, Action<StaleCause> found)
    {
        await foreach (var read in _reads.Reader.ReadAllAsync())
        {
            found(await explain(read));
        }
    }
}
