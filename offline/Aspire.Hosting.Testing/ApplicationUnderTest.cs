namespace Aspire.Hosting.Testing;

/// <summary>The AppHost's application; ending it ends the entry point, too.</summary>
internal sealed class ApplicationUnderTest(EntryPointRun run, DistributedApplication inner) : DistributedApplication(inner)
{
    public override async ValueTask DisposeAsync()
    {
        await run.EndAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
