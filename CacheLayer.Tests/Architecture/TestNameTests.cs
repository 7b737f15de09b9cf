using System.Text.RegularExpressions;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Architecture;

/// <summary>What the pages name as a test selects one when it is given to <c>--filter</c>.</summary>
[Trait("Tier", "unit")]
public sealed partial class TestNameTests
{
    [Fact]
    public void Every_filter_in_a_page_matches_a_test() => AssertMatch(Filters(), name => name);

    [Fact]
    public void Every_class_of_tests_that_a_page_names_has_tests() => AssertMatch(Classes(), name => $"{name.Split('/')[^1]}.");

    [Fact]
    public void Every_folder_of_tests_in_a_table_has_tests() => AssertMatch(Folders(), name => $".Tests.{name.TrimEnd('/').Replace('/', '.')}.");

    private static void AssertMatch(Regex pattern, Func<string, string> filter)
    {
        var pages = Directory.EnumerateFiles(RepositoryFiles.Find("docs"), "*.md", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(RepositoryFiles.Find(""), "*.md"));
        var names = pages.SelectMany(page => pattern.Matches(File.ReadAllText(page)).Select(match => (Page: page, Name: match.Groups["name"].Value))).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, named => Assert.True(
            TestClasses.Names.Any(test => test.Contains(filter(named.Name), StringComparison.Ordinal)),
            $"{named.Page} names '{named.Name}', but no test's name contains '{filter(named.Name)}'."));
    }

    [GeneratedRegex(@"FullyQualifiedName~(?<name>[\w.+]+)")]
    private static partial Regex Filters();

    [GeneratedRegex(@"`(?<name>[\w/]*\wTests)\b[^`]*`")]
    private static partial Regex Classes();

    // In the last cell of a row.
    [GeneratedRegex(@"(?<=^\|.*)`(?<name>[A-Z]\w*(?:/\w+)*/)`(?=[^|\n]*\|\r?$)", RegexOptions.Multiline)]
    private static partial Regex Folders();
}
