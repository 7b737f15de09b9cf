using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CacheLayer.Tests.Support;

/// <summary>Waits for a condition by asking again and again, up to a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(20);

    /// <summary>Ends when the condition holds; fails the test, with the condition's text, when the deadline passes.</summary>
    public static Task That(Func<bool> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string? text = null)
        => AsyncThat(() => Task.FromResult(condition()), deadline, text);

    /// <inheritdoc cref="That"/>
    public static async Task AsyncThat(Func<Task<bool>> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        var started = Stopwatch.GetTimestamp();
        var limit = deadline ?? DefaultDeadline;
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < limit, $"After {limit.TotalSeconds:0.#} s it does not hold that {text}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
