using Kws.Cli.CommandLine;
using ScottPlot;

namespace Kws.Cli.Output;

/// <summary>The font of plots. Skia's Linux build without dependencies knows of no installed one.</summary>
internal static class PlotFont
{
    private const string Name = "DejaVu Sans";
    private const string Regular = "DejaVuSans.ttf";
    private const string Bold = "DejaVuSans-Bold.ttf";
    private static readonly string[] s_folders = ["/usr/share/fonts", "/usr/local/share/fonts"];
    private static readonly Lock s_once = new();
    private static bool s_isChosen;

    /// <summary>Makes sure that plots can write.</summary>
    /// <exception cref="CommandFailedException">No font is installed; the message names the Debian package.</exception>
    public static void Choose()
    {
        lock (s_once)
        {
            if (!s_isChosen && OperatingSystem.IsLinux())
                Load();
            s_isChosen = true;
        }
    }

    private static void Load()
    {
        var regular = s_folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, Regular, SearchOption.AllDirectories))
            .FirstOrDefault() ?? throw new CommandFailedException(
                $"{Regular}, the font of a picture's labels, is not installed",
                    "On Debian: apt-get install fonts-dejavu-core");
        Fonts.AddFontFile(Name, regular, bold: false, italic: false);
        Fonts.AddFontFile(Name, Path.Combine(Path.GetDirectoryName(regular)!, Bold), bold: true, italic: false);
        Fonts.Default = Name;
    }
}
