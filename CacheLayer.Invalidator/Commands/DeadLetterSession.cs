using CacheLayer.Invalidator.DeadLetters;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CacheLayer.Invalidator.Commands;

/// <summary>The dead letters, with the connection that one command needs.</summary>
internal sealed class DeadLetterSession : IAsyncDisposable
{
    // Not an option: what is on a command line, every user of the machine can read, and it has a password.
    private const string ConnectionName = "events";

    private readonly ConnectionMultiplexer _events;

    private DeadLetterSession(ConnectionMultiplexer events, InvalidatorOptions options)
    {
        _events = events;
        var bound = Options.Create(options);
        Letters = new(new(events, bound), bound, NullLogger<DeadLetterService>.Instance);
    }

    public DeadLetterService Letters { get; }

    /// <exception cref="BadSelectionException">It is not said where the event node is.</exception>
    /// <exception cref="RedisConnectionException">The event node does not answer.</exception>
    public static async Task<DeadLetterSession> ConnectAsync(IConfiguration configuration)
    {
        var address = configuration.GetConnectionString(ConnectionName)
            ?? throw new BadSelectionException($"ConnectionStrings__{ConnectionName} is not set: it says where the event node is.");
        try
        {
            var options = configuration.GetSection(InvalidatorOptions.SectionName).Get<InvalidatorOptions>() ?? new();
            return new(await ConnectionMultiplexer.ConnectAsync(ConfigurationOptions.Parse(address)), options);
        }
        catch (ArgumentException problem)
        {
            throw new BadSelectionException($"ConnectionStrings__{ConnectionName} is not a connection string: {problem.Message}");
        }
        catch (InvalidOperationException problem)
        {
            throw new BadSelectionException($"{InvalidatorOptions.SectionName}: {problem.Message}");
        }
    }

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}
