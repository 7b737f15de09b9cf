namespace CacheLayer.Filling;

/// <summary>The execution context of a thread that nothing was done in yet.</summary>
internal static class CleanContext
{
    public static ExecutionContext Value { get; } = Capture();

    private static ExecutionContext Capture()
    {
        ExecutionContext? clean = null;
        var thread = new Thread(() => clean = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }
}
