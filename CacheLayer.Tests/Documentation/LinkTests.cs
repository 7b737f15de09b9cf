using System.Text.RegularExpressions;
using CacheLayer.Tests.Support;

namespace CacheLayer.Tests.Documentation;

[Trait("Tier", "unit")]
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages => Page.All;

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_of_it(string path)
        => Assert.All(Page.Read(path).Links, link =>
        {
            var (file, anchor) = link.Split('#') is [var first, var second] ? (first, second) : (link, null);
            var target = file is "" ? path : Path.Combine(Path.GetDirectoryName(path)!, file);
            Assert.True(Path.Exists(RepositoryFiles.Find(target)), $"{path} links to {link}, which does not exist.");
            if (anchor is not null)
            {
                Assert.Contains(anchor, Page.Read(target).Anchors);
            }
        });

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_test_that_a_page_names_exists(string path)
    {
        var files = Directory.EnumerateFiles(RepositoryFiles.Find("CacheLayer.Tests"), "*.cs", SearchOption.AllDirectories).Select(file => file.Replace('\\', '/')).ToList();

        Assert.All(Page.Read(path).Names.Where(name => TestName().IsMatch(name)), name => Assert.Contains(files, file => file.Contains($"/{name.TrimEnd('/')}{(name.EndsWith('/') ? "/" : ".cs")}", StringComparison.Ordinal)));
    }

    /// <summary>A page that no other leads to is a page that nobody finds.</summary>
    [Fact]
    public void Every_page_can_be_reached_from_the_README()
    {
        var root = RepositoryFiles.Find(".");
        HashSet<string> reached = ["README.md"];
        for (Queue<string> next = new(reached); next.TryDequeue(out var path);)
        {
            foreach (var link in Page.Read(path).Links.Select(link => link.Split('#')[0]).Where(link => link.EndsWith(".md", StringComparison.Ordinal)))
            {
                var target = Path.GetRelativePath(root, RepositoryFiles.Find(Path.Combine(Path.GetDirectoryName(path)!, link)));
                if (reached.Add(target))
                {
                    next.Enqueue(target);
                }
            }
        }

        Assert.Empty(Page.Paths.Except(reached));
    }

    // `L1/L1LoadTests`, `EventIdTests`; of folders only those that stand for their tests: `Sqs/`.
    [GeneratedRegex("^([A-Z]\\w+/)*\\w+Tests$|^(Races|Protocol|Topologies|Invalidations|Invalidator|Sqs|Sns|Lambda|Cluster|Lag|Topology|L1|Entries)/$")]
    private static partial Regex TestName();
}
