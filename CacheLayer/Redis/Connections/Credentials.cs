using System.Collections.Concurrent;
using System.Net;

namespace CacheLayer.Redis.Connections;

/// <summary>The user and the password that connections log in with, which may change while the application runs, and the servers that refuse them.</summary>
internal sealed class Credentials(string? user, string? password)
{
    private readonly ConcurrentDictionary<EndPoint, bool> _refusedBy = new();
    private volatile Tuple<string?, string?> _login = Tuple.Create(user, password);

    /// <summary>There are others now. The thread must not be kept.</summary>
    public event Action? Changed;

    public string? User => _login.Item1;

    public string? Password => _login.Item2;

    /// <summary>Whether a server refused them when they were last tried: only the probe of its node tries again, so that it is not flooded with logins.</summary>
    public bool AreRefusedBy(EndPoint server) => _refusedBy.ContainsKey(server);

    public void Refuse(EndPoint server) => _refusedBy[server] = true;

    public void Accept(EndPoint server) => _refusedBy.TryRemove(server, out _);

    /// <summary>Takes the place of these with others.</summary>
    /// <returns>Whether they differ.</returns>
    public bool Become(Credentials others)
    {
        if (_login.Equals(others._login))
        {
            return false;
        }

        _login = others._login;
        _refusedBy.Clear();
        Changed?.Invoke();
        return true;
    }
}
