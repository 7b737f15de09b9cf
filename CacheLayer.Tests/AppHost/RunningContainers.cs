namespace CacheLayer.Tests.AppHost;

/// <summary>The whole application with its nodes in containers; not started where <see cref="ContainerFactAttribute"/> leaves the tests out.</summary>
public sealed class RunningContainers : IAsyncLifetime
{
    public RunningApplication Application { get; } = new("Container");

    public Task InitializeAsync() => ContainerFactAttribute.IsPossible ? Application.InitializeAsync() : Task.CompletedTask;

    public Task DisposeAsync() => Application.DisposeAsync();
}
