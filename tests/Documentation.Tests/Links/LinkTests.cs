using System.Text.RegularExpressions;

namespace Kws.Documentation.Tests.Links;

/// <summary>Links between the documents, and into the tree.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void RelativeLinks_PointToWhatExists()
    {
        var links = MarkdownPage.All.SelectMany(page => TargetsOf(page).Select(target => (page, target))).ToList();

        Assert.True(links.Count > 100, $"only {links.Count} links were found");
        Offenders.MustBeNone(
            links.Where(link => !Exists(link.page, link.target)).Select(link => $"{link.page.Path}: {link.target}"),
            "a link to nothing");
    }

    [Fact]
    public void Readme_HasAtMost150Lines() =>
        Assert.InRange(File.ReadLines(Repository.PathOf("README.md")).Count(), 1, 150);

    private static IEnumerable<string> TargetsOf(MarkdownPage page) =>
        page.Prose.SelectMany(line => Link().Matches(InlineCode().Replace(line, "code")))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !Scheme().IsMatch(target));

    private static bool Exists(MarkdownPage page, string target)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, "");
        var file = path.Length == 0
            ? page.FullPath
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.FullPath)!, Uri.UnescapeDataString(path)));
        if (anchor.Length == 0)
            return File.Exists(file) || Directory.Exists(file);
        return File.Exists(file)
            && Anchors.Of(new MarkdownPage(Path.GetRelativePath(Repository.Root, file))).Contains(anchor);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:")]
    private static partial Regex Scheme();
}
