using System.Buffers;

namespace CacheLayer.Redis.Connections;

/// <summary>
/// A connection string taken apart, not yet understood: <c>host:port,host:port,name=value</c>, or with addresses as
/// <c>redis://user:password@host:port/database?name=value</c> and <c>rediss://...</c> for TLS.
/// </summary>
/// <remarks>A part of it may be the rest of a password with a comma in it. So what is not understood is named by its place.</remarks>
internal sealed class ConnectionText
{
    private const string CommaHint = "; a comma in a password is written %2C in redis://user:password@host:port";
    private const string Plain = "redis";
    private const string Tls = "rediss";
    private const string SchemeEnd = "://";
    private const int UriPort = 6379;

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    private readonly List<string> _addresses = [];
    private readonly Dictionary<string, string> _options = new(StringComparer.OrdinalIgnoreCase);
    private string? _scheme;
    private bool _hasPasswordOption;

    /// <summary>The addresses of the nodes.</summary>
    public IReadOnlyList<string> Addresses => _addresses;

    /// <summary>The port of those addresses that have none; 0 where the client knows better.</summary>
    public int DefaultPort { get; private set; }

    /// <summary>The options by name, which is one that is known or that of a command.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <exception cref="FormatException">Says which part is wrong, without any of the secrets in it.</exception>
    public static ConnectionText Parse(string text)
    {
        var result = new ConnectionText();
        var place = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            place++;
            if (part.Length > 0)
            {
                result.Add(part, place);
            }
        }

        return result;
    }

    /// <summary>The error for a connection string.</summary>
    public static FormatException Wrong(string reason) => new($"CacheLayer: ConnectionString is wrong: {reason}.");

    private static bool IsUri(string part)
    {
        var scheme = part.IndexOf(SchemeEnd, StringComparison.Ordinal);
        return scheme > 0 && part.AsSpan(0, scheme).IndexOfAnyExcept(SchemeCharacters) < 0;
    }

    private void Add(string part, int place)
    {
        if (IsUri(part))
        {
            AddUri(part, place);
        }
        else if (part.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals)
        {
            AddOption(part[..equals].Trim(), part[(equals + 1)..].Trim(), place);
        }
        else if (_hasPasswordOption)
        {
            throw Wrong($"its part {place}, behind the password, is no option: name the nodes first{CommaHint}");
        }
        else
        {
            _addresses.Add(part);
        }
    }

    private void AddOption(string name, string value, int place)
    {
        if (!ConnectionOptionNames.IsKnown(name))
        {
            throw Wrong($"its part {place} is no option that is known{CommaHint}");
        }

        SetOnce(name, value);
        _hasPasswordOption |= ConnectionOptionNames.IsPassword(name);
    }

    private void AddUri(string uri, int place)
    {
        var scheme = uri[..uri.IndexOf(SchemeEnd, StringComparison.Ordinal)].ToLowerInvariant();
        var rest = uri[(scheme.Length + SchemeEnd.Length)..];
        if (scheme is not (Plain or Tls))
        {
            throw Wrong($"its part {place} begins with neither redis:// nor rediss://");
        }

        if ((_scheme ??= scheme) != scheme)
        {
            throw Wrong("it has both redis:// and rediss://: all nodes use TLS, or none does");
        }

        DefaultPort = UriPort;
        if (scheme is Tls)
        {
            SetOnce(ConnectionOptionNames.Ssl, "true");
        }

        if (Cut(ref rest, '?') is { } query)
        {
            foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = option.IndexOf('=', StringComparison.Ordinal);
                AddOption(equals < 0 ? option : option[..equals], equals < 0 ? "" : Uri.UnescapeDataString(option[(equals + 1)..]), place);
            }
        }

        if (Cut(ref rest, '/') is { Length: > 0 } database)
        {
            SetOnce(ConnectionOptionNames.DefaultDatabase, database);
        }

        if (rest.LastIndexOf('@') is >= 0 and var at)
        {
            AddLogin(rest[..at], place);
            rest = rest[(at + 1)..];
        }

        _addresses.Add(rest);
    }

    private void AddLogin(string login, int place)
    {
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            throw Wrong($"its part {place} has a user and no password; expected redis://user:password@host:port, or redis://:password@host:port");
        }

        if (colon > 0)
        {
            SetOnce(ConnectionOptionNames.User, Uri.UnescapeDataString(login[..colon]));
        }

        SetOnce(ConnectionOptionNames.Password, Uri.UnescapeDataString(login[(colon + 1)..]));
    }

    private void SetOnce(string name, string value)
    {
        if (!_options.TryAdd(name, value) && _options[name] != value)
        {
            throw Wrong($"{name} is specified twice, with different values");
        }
    }

    // What stands behind the first such character, which is taken off.
    private static string? Cut(ref string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        if (index < 0)
        {
            return null;
        }

        var behind = text[(index + 1)..];
        text = text[..index];
        return behind;
    }
}
