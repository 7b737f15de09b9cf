using System.Text.RegularExpressions;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Documentation;

/// <summary>A page of the repository: a README, or one of <c>docs</c>.</summary>
/// <param name="Path">Within the repository.</param>
/// <param name="Text">What it says.</param>
internal sealed partial record Page(string Path, string Text)
{
    /// <summary>The paths of all pages, for theories.</summary>
    public static TheoryData<string> All => [.. Paths];

    /// <summary>The paths of all pages.</summary>
    public static IEnumerable<string> Paths
        => [.. Files("*.md", SearchOption.TopDirectoryOnly), .. Files("docs/", SearchOption.AllDirectories), .. Directory.EnumerateDirectories(RepositoryFiles.Find("."), "CacheLayer*").SelectMany(folder => Files($"{System.IO.Path.GetFileName(folder)}/", SearchOption.TopDirectoryOnly))];

    /// <summary>Its code blocks, in order.</summary>
    public IReadOnlyList<(string Language, string Code, bool IsComplete)> Blocks
        => [.. Fences.Matches(Text).Select(match => (match.Groups["language"].Value, match.Groups["code"].Value, match.Groups["complete"].Success))];

    /// <summary>Its lines of code and its code spans: whatever may be a command.</summary>
    public IEnumerable<string> Commands
        => Blocks.Where(block => block.Language is "" or "sh").SelectMany(block => block.Code.Replace("\\\n", " ").Split('\n'))
            .Concat(Fences.Replace(Text, "").Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)))
            .Concat(Names)
            .Select(line => line.Split(" #")[0].Trim());

    /// <summary>Its code spans.</summary>
    public IEnumerable<string> Names => Spans.Matches(Fences.Replace(Text, "")).Select(match => match.Groups[1].Value.ReplaceLineEndings(" "));

    /// <summary>Where its links lead, but those to other sites.</summary>
    public IEnumerable<string> Links
        => Targets.Matches(Fences.Replace(Text, "")).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal));

    /// <summary>The anchors of its headings.</summary>
    public IEnumerable<string> Anchors
        => Headings.Matches(Fences.Replace(Text, "")).Select(match => NoAnchor.Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    public static Page Read(string path) => new(path, File.ReadAllText(RepositoryFiles.Find(path)));

    private static IEnumerable<string> Files(string where, SearchOption depth)
    {
        var root = RepositoryFiles.Find(".");
        var folder = System.IO.Path.Combine(root, System.IO.Path.GetDirectoryName(where)!);
        return Directory.EnumerateFiles(folder, "*.md", depth).Select(file => System.IO.Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex("(?<complete><!-- complete -->\n)?^```(?<language>[a-z]*)\n(?<code>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences { get; }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Spans { get; }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Targets { get; }

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings { get; }

    [GeneratedRegex("[^\\w\\- ]")]
    private static partial Regex NoAnchor { get; }
}
