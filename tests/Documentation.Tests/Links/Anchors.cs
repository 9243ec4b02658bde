using System.Text.RegularExpressions;

namespace Kws.Documentation.Tests.Links;

/// <summary>The anchors of headings, as GitHub makes them.</summary>
internal static partial class Anchors
{
    public static IReadOnlySet<string> Of(MarkdownPage page)
    {
        var anchors = new HashSet<string>();
        foreach (var line in page.Prose.Where(line => Heading().IsMatch(line)))
        {
            var anchor = Of(Heading().Replace(line, ""));
            for (var (unique, count) = (anchor, 0); !anchors.Add(unique);)
                unique = $"{anchor}-{++count}";
        }
        return anchors;
    }

    private static string Of(string heading) =>
        Dropped().Replace(LinkTarget().Replace(heading.Trim().ToLowerInvariant(), "$1"), "").Replace(' ', '-');

    [GeneratedRegex(@"^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Dropped();
}
