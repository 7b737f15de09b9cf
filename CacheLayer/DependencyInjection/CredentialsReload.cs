using CacheLayer.Redis.Connections;
using CacheLayer.Redis.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace CacheLayer.DependencyInjection;

/// <summary>Has the connections log in with the user and the password that the configuration gives, whenever that is loaded again.</summary>
internal sealed class CredentialsReload : IDisposable
{
    private readonly Func<string?> _connectionString;
    private readonly KeyRouter _router;
    private readonly ILogger _logger;
    private readonly IDisposable _registration;
    private string? _last;

    /// <param name="configuration">What is loaded again.</param>
    /// <param name="connectionString">Reads the connection string from it.</param>
    /// <param name="router">Whose connections they are.</param>
    /// <param name="logger">Logs changes.</param>
    public CredentialsReload(IConfiguration configuration, Func<string?> connectionString, KeyRouter router, ILogger logger)
    {
        _connectionString = connectionString;
        _router = router;
        _logger = logger;
        _last = connectionString();
        _registration = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public void Dispose() => _registration.Dispose();

    private void Reload()
    {
        try
        {
            var text = _connectionString();
            if (text == Interlocked.Exchange(ref _last, text))
            {
                return;
            }

            var changed = CacheConnectionString.Parse(text);
            if (_router.UseCredentials(changed))
            {
                Log.CredentialsChanged(_logger);
            }

            if (!changed.IsLike(_router.ConnectionString))
            {
                Log.RestartNeeded(_logger);
            }
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // The text of the latter may quote a value.
            Log.ConnectionStringNotRead(_logger, e is FormatException ? e.Message : "the section cannot be bound");
        }
    }
}
