using Kws.Cli.CommandLine;

namespace Kws.Cli.Training;

/// <summary>A folder of recordings, <c>[train/|validation/]&lt;word&gt;/FILE</c>, beside which others are
/// laid.</summary>
/// <param name="Labels">Its words; empty for an archive, which is left as it is.</param>
/// <param name="StatesSplits">Whether it has <c>train</c> and <c>validation</c>.</param>
/// <param name="Folder">Where it is.</param>
internal sealed record RecordedWords(IReadOnlyCollection<string> Labels, bool StatesSplits, string Folder)
{
    private static readonly string[] s_splits = ["train", "training", "validation"];
    private static readonly string[] s_noise = ["background_noise", "_background_noise_"];

    public static RecordedWords None { get; } = new([], false, "");

    public static RecordedWords Of(string folder)
    {
        if (!Directory.Exists(folder))
            return None;
        string[] below = [.. Directory.EnumerateDirectories(folder).Where(path => !IsHidden(path))];
        var splits = below.Where(path => s_splits.Contains(Path.GetFileName(path))).ToList();
        return new RecordedWords(
            [.. (splits.Count > 0 ? splits.SelectMany(Directory.EnumerateDirectories) : below)
                .Where(path => !IsHidden(path) && Directory.EnumerateFiles(path).Any(file => !IsHidden(file)))
                .Select(path => Path.GetFileName(path)).Except(s_noise)
                .Distinct().Order(StringComparer.Ordinal)],
            splits.Count > 0, folder);
    }

    /// <summary>Copies the recordings, as they lie.</summary>
    public void CopyTo(string target)
    {
        foreach (var file in FolderFiles.Below(Folder))
        {
            var path = Path.GetRelativePath(Folder, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(IsHidden))
                continue;
            var copy = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');
}
