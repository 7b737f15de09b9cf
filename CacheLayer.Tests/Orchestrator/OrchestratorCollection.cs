namespace CacheLayer.Tests.Orchestrator;

[CollectionDefinition(Name)]
public sealed class OrchestratorCollection : ICollectionFixture<OrchestratorFixture>
{
    public const string Name = "orchestrator";
}
