namespace Aspire.Hosting.Testing;

public static class DistributedApplicationTestingBuilder
{
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var run = new EntryPointRun(typeof(TEntryPoint).Assembly, args);
        return new SuspendedBuilder(run, await run.StartAsync(cancellationToken).ConfigureAwait(false));
    }
}
