using System.Text;
using System.Text.RegularExpressions;

namespace Kws.Documentation.Tests.Deployment;

/// <summary>The commands of a page as one script, in which each line has the number that it has in the page.</summary>
internal static partial class ReadmeScript
{
    /// <summary>Languages of blocks that are run.</summary>
    public const string Language = "sh";

    /// <summary>Blocks of <c>sh</c>, and the commands that stand in prose with their arguments.</summary>
    /// <param name="page">Markdown.</param>
    /// <param name="from">The heading of level 2 with which it begins; empty: at the top.</param>
    /// <param name="before">The heading before which it ends; empty: at the end.</param>
    public static string Of(string page, string from = "", string before = "")
    {
        var script = new StringBuilder();
        bool reads = from.Length == 0, inBlock = false, isShell = false;
        foreach (var line in page.Split('\n'))
        {
            if (!inBlock && line.StartsWith("## ", StringComparison.Ordinal))
                reads = (reads || line == $"## {from}") && line != $"## {before}";
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                (inBlock, isShell) = (!inBlock, line == $"```{Language}");
                script.Append('\n');
                continue;
            }
            if (reads)
                script.Append(inBlock ? (isShell ? line : "") : InProse(line));
            script.Append('\n');
        }
        return script.ToString();
    }

    private static string InProse(string line) =>
        string.Join("; ", Command().Matches(line).Select(match => match.Groups["command"].Value));

    [GeneratedRegex(@"`(?<command>(?:(?:aws|docker|eksctl|helm|kind|kubectl|npx) |\./|deploy/[a-z/-]+\.sh )[^`]+)`")]
    private static partial Regex Command();
}
