namespace CacheLayer.Tests.Support;

internal static class RepositoryFiles
{
    /// <summary>The full path of a file of this repository.</summary>
    public static string Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CacheLayer.sln")))
            {
                return Path.Combine(folder.FullName, relativePath);
            }
        }

        throw new FileNotFoundException("The tests run outside of the repository.", relativePath);
    }
}
