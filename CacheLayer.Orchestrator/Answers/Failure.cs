using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace CacheLayer.Orchestrator.Answers;

internal static class Failure
{
    /// <summary>Throws what a read failed with, as a read of one value does by itself: the exception handlers write the answer.</summary>
    [DoesNotReturn]
    public static void Throw(Exception? error)
        => ExceptionDispatchInfo.Throw(error ?? new InvalidOperationException("A read failed without a reason."));
}
