namespace CacheLayer.Tests.AppHost;

/// <summary>Tests that share one running application, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ApplicationCollection : ICollectionFixture<RunningApplication>
{
    public const string Name = "The whole application";
}
