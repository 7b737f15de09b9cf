using System.Resources;
using System.Text;

namespace CacheLayer.Scripts;

/// <summary>Reads the Lua files of this folder, which are embedded in the assembly.</summary>
internal static class LuaFile
{
    private const string Include = "-- include ";

    /// <summary>Reads a script, with the functions that it includes.</summary>
    /// <param name="name">The name of the file, without its extension.</param>
    /// <exception cref="MissingManifestResourceException">There is no such file.</exception>
    public static string Load(string name)
    {
        using var file = typeof(LuaFile).Assembly.GetManifestResourceStream($"{name}.lua") ?? throw new MissingManifestResourceException($"The assembly has no script {name}.lua.");
        using var reader = new StreamReader(file);
        var script = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(Include, StringComparison.Ordinal))
            {
                script.Append(Load(line[Include.Length..]));
            }
            else if (!line.StartsWith("--", StringComparison.Ordinal))
            {
                script.Append(line).Append('\n');
            }
        }

        return script.ToString();
    }
}
