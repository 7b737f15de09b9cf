using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace CacheLayer.OriginMock.Storage;

/// <summary>The values that were changed, and the outbox of the events that are not known to be on the stream, in one database: a transaction writes both or neither.</summary>
internal sealed class ChangeDatabase : IDisposable
{
    private const int Layout = 1;
    private const int LockedForSeconds = 5;

    private static readonly string Schema = $"""
        CREATE TABLE changed (kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, json BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
        CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL);
        PRAGMA user_version = {Layout};
        """;

    // One connection, one user at a time.
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    /// <exception cref="InvalidDataException">The file cannot be used; the message names setting, file and reason.</exception>
    public ChangeDatabase(IOptions<StoreOptions> options)
    {
        var path = options.Value.Path;
        IsDurable = path is { Length: > 0 };
        _connection = new(new SqliteConnectionStringBuilder { DataSource = IsDurable ? path : ":memory:", Pooling = false, DefaultTimeout = LockedForSeconds }.ToString());
        try
        {
            if (IsDurable && Path.GetDirectoryName(Path.GetFullPath(path!)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            Open();
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            _connection.Dispose();
            throw new InvalidDataException($"{StoreOptions.SectionName}:Path: {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Whether what is written outlives the process.</summary>
    public bool IsDurable { get; }

    /// <summary>All changed values of a kind, as JSON.</summary>
    public IReadOnlyList<byte[]> Values(string kind)
    {
        lock (_gate)
        {
            using var command = Command("SELECT json FROM changed WHERE kind = $kind", ("$kind", kind));
            using var reader = command.ExecuteReader();
            var values = new List<byte[]>();
            while (reader.Read())
            {
                values.Add(reader.GetFieldValue<byte[]>(0));
            }

            return values;
        }
    }

    /// <summary>The events that are not known to be on the stream, in the order of their changes.</summary>
    public IReadOnlyList<PendingEvent> Outbox()
    {
        lock (_gate)
        {
            using var command = Command("SELECT sequence, body FROM outbox ORDER BY sequence");
            using var reader = command.ExecuteReader();
            var pending = new List<PendingEvent>();
            while (reader.Read())
            {
                pending.Add(new(reader.GetInt64(0), version: null, reader.GetFieldValue<byte[]>(1)));
            }

            return pending;
        }
    }

    /// <summary>Writes changes with their events, and takes events that are on the stream from the outbox, all or nothing.</summary>
    /// <param name="changes">The changes and the bodies of their events.</param>
    /// <param name="publishedThrough">The sequence up to which all events are on the stream.</param>
    /// <returns>The place of each change's event in the outbox; it is on the disk now.</returns>
    /// <exception cref="SqliteException">Nothing was written.</exception>
    public long[] Write(IReadOnlyList<(ChangedValue Value, byte[] Body)> changes, long publishedThrough)
    {
        lock (_gate)
        {
            // What is published may be forgotten in a power failure: it is published again.
            Execute(changes.Count > 0 ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            using var transaction = _connection.BeginTransaction();
            using var put = Command("INSERT OR REPLACE INTO changed (kind, key, version, json) VALUES ($kind, $key, $version, $json)",
                ("$kind", ""), ("$key", ""), ("$version", 0L), ("$json", Array.Empty<byte>()));
            using var append = Command("INSERT INTO outbox (body) VALUES ($body) RETURNING sequence", ("$body", Array.Empty<byte>()));
            var sequences = new long[changes.Count];
            for (var i = 0; i < sequences.Length; i++)
            {
                var (value, body) = changes[i];
                put.Parameters[0].Value = value.Kind;
                put.Parameters[1].Value = value.Key;
                put.Parameters[2].Value = value.Event.Version;
                put.Parameters[3].Value = value.Json;
                put.ExecuteNonQuery();
                append.Parameters[0].Value = body;
                sequences[i] = (long)append.ExecuteScalar()!;
            }

            using var remove = Command("DELETE FROM outbox WHERE sequence <= $sequence", ("$sequence", publishedThrough));
            remove.ExecuteNonQuery();
            transaction.Commit();
            return sequences;
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Open()
    {
        _connection.Open();
        // Two origins with one store would each make versions that the other does not know of. The lock ends with its process.
        Execute("PRAGMA locking_mode = EXCLUSIVE");
        Execute("PRAGMA journal_mode = WAL");
        using var transaction = _connection.BeginTransaction();
        using var layout = Command("PRAGMA user_version");
        switch ((long)layout.ExecuteScalar()!)
        {
            case 0:
                Execute(Schema);
                break;
            case Layout:
                break;
            case var other:
                throw new InvalidDataException($"it has layout {other}, this is an origin for layout {Layout}.");
        }

        transaction.Commit();
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    // The connection gives it the transaction that is open.
    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
