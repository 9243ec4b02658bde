using System.Text.RegularExpressions;
using Kws.Audio;

namespace Kws.Documentation.Tests.Formats;

/// <summary>The table of audio formats between <c>&lt;!-- formats --&gt;</c> and <c>&lt;!-- /formats --&gt;</c> is made
/// of what the readers know. <c>KWS_UPDATE_DOCS=1</c> renews it.</summary>
public sealed partial class AudioFormatTests
{
    [Fact]
    public void Table_IsThatOfTheReaders()
    {
        var page = Assert.Single(MarkdownPage.All, page => Block().IsMatch(page.Text));
        var renewed = Block().Replace(page.Text, block =>
            $"{block.Groups["begin"].Value}{Table()}{block.Groups["end"].Value}");
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            File.WriteAllText(page.FullPath, renewed);
        else
            Assert.True(renewed == page.Text, $"{page.Path} differs (KWS_UPDATE_DOCS=1 renews it): {Table()}");
    }

    private static string Table()
    {
        string[] refused = [.. AudioContainer.Known.Where(c => c.Readers == AudioReaders.None).Select(c => c.Name)];
        return string.Concat(
        [
            "| format | files | services | standard input | what of it |\n|---|---|---|---|---|\n",
            .. AudioContainer.Known.Where(container => container.Readers != AudioReaders.None).Select(Row),
            $"| {string.Join(", ", refused)} | no | no | no | refused by name; `ffmpeg -i FILE out.wav`, or live "
                + "`ffmpeg -i FILE -f wav - \\| kws listen -`, converts |\n",
        ]);
    }

    private static string Row(AudioContainer container) =>
        $"| {container.Name} | {Reads(container, AudioReaders.Files)} | {Reads(container, AudioReaders.Services)} | "
        + $"{Reads(container, AudioReaders.StandardInput)} | {container.Holds} |\n";

    private static string Reads(AudioContainer container, AudioReaders reader) =>
        container.Readers.HasFlag(reader) ? "yes" : "no";

    [GeneratedRegex(@"(?<begin><!-- formats -->\n).*?(?<end><!-- /formats -->)", RegexOptions.Singleline)]
    private static partial Regex Block();
}
