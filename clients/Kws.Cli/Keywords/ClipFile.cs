using Kws.Cli.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Keywords;

/// <summary>A clip to classify.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">How results name it: below the folder given, or the file's own name.</param>
internal sealed record ClipFile(string Path, string Name)
{
    /// <summary>The files, and the audio files below the folders, in the order of their names.</summary>
    /// <exception cref="BadInputException">A path does not exist, or there is no audio in a folder.</exception>
    public static IReadOnlyList<ClipFile> Find(IReadOnlyList<string> paths) => [.. paths.SelectMany(FindOne)];

    private static IEnumerable<ClipFile> FindOne(string path)
    {
        if (File.Exists(path))
            return [new ClipFile(path, System.IO.Path.GetFileName(path))];
        if (!Directory.Exists(path))
            throw new BadInputException("file", path, "it must be an existing file or folder");
        string[] files = Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        ClipFile[] clips = [.. files.Where(AudioFile.IsAudio).Select(file =>
            new ClipFile(file, System.IO.Path.GetRelativePath(path, file).Replace('\\', '/')))];
        return clips.Length > 0 ? clips : throw new BadInputException("folder", path, "it must hold WAV or FLAC files");
    }
}
