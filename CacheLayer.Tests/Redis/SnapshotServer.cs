namespace CacheLayer.Tests.Redis;

/// <summary>A server that comes back, however it ended, with the data of when they were last kept: as one that writes snapshots, and runs on for a while.</summary>
internal static class SnapshotServer
{
    // The node's script removes any snapshot, and starts this instead of a server.
    private const string Script = "#!/bin/sh\ncd \"$REDIS_DIR\"\n[ ! -e kept.rdb ] || cp kept.rdb dump.rdb\n[ ! -e detached ] || set -- --masterauth wrong \"$@\"\nexec redis-server \"$@\"\n";

    /// <summary>Writes the server into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string WriteTo(string folder)
    {
        var server = Path.Combine(folder, "server.sh");
        File.WriteAllText(server, Script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(server, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return server;
    }

    /// <summary>Keeps a node's data as they are now.</summary>
    public static async Task KeepAsync(RedisNode node)
    {
        await node.ExecuteAsync("SAVE");
        var folder = await FolderAsync(node);
        File.Copy(Path.Combine(folder, "dump.rdb"), Path.Combine(folder, "kept.rdb"), overwrite: true);
    }

    /// <summary>Has a replica, when it starts again, serve what it kept, because its primary refuses it: until it has the password in <c>masterauth</c>.</summary>
    public static async Task DetachAsync(RedisNode replica) => await File.WriteAllTextAsync(Path.Combine(await FolderAsync(replica), "detached"), "");

    private static async Task<string> FolderAsync(RedisNode node) => (string)(await node.ExecuteAsync("CONFIG", "GET", "dir"))[1]!;
}
