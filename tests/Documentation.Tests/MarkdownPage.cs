using System.Text.RegularExpressions;

namespace Kws.Documentation.Tests;

/// <summary>A Markdown file of the tree.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
internal sealed partial record MarkdownPage(string Path)
{
    private static readonly string[] s_skipped = ["bin", "obj", "node_modules", ".git", "TestResults"];

    /// <summary>README.md, CHANGELOG.md, docs/ and the README.md of every folder.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
        [.. Walk(new DirectoryInfo(Repository.Root)).Select(page => new MarkdownPage(page))];

    /// <summary>Pages that tell how things are now.</summary>
    public static IEnumerable<MarkdownPage> Present => All.Where(page => page.Path != "CHANGELOG.md");

    public string FullPath => Repository.PathOf(Path);

    public string Text => File.ReadAllText(FullPath);

    /// <summary>Lines outside blocks of code.</summary>
    public IEnumerable<string> Prose => CodeBlock().Replace(Text, "").Split('\n');

    /// <summary>Lines of blocks of code.</summary>
    public IEnumerable<string> CodeLines => Blocks("").SelectMany(block => block.Split('\n'));

    /// <summary>The blocks of code in a language; empty: of all.</summary>
    public IEnumerable<string> Blocks(string language) => CodeBlock().Matches(Text)
        .Where(block => language.Length == 0 || block.Groups["language"].Value == language)
        .Select(block => block.Groups["code"].Value);

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Select(file => System.IO.Path.GetRelativePath(Repository.Root, file.FullName))
            .Select(path => path.Replace('\\', '/'))
            .Where(path => path is "CHANGELOG.md" || path.StartsWith("docs/", StringComparison.Ordinal)
                || System.IO.Path.GetFileName(path) == "README.md")
            .Concat(folder.EnumerateDirectories().Where(child => !s_skipped.Contains(child.Name)).SelectMany(Walk));

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
