using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Names in archives and folders, which nobody vouches for.</summary>
internal static class EntryPath
{
    private const int MaxLength = 1_000;

    /// <summary>The path in plain form, such as "yes/a.wav"; empty: it names the folder itself.</summary>
    /// <exception cref="DataSetRefusedException">It leads out of its folder, or is none.</exception>
    public static string Normalise(string name)
    {
        if (name.Length > MaxLength)
            throw new DataSetRefusedException(name[..100], $"a path of more than {MaxLength} characters");
        if (name.StartsWith('/') || name is [_, ':', ..])
            throw new DataSetRefusedException(name, "an absolute path");
        if (name.Any(c => char.IsControl(c) || c == '\\'))
            throw new DataSetRefusedException(name, "a path with a backslash or a control character");
        var segments = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").ToList();
        return segments.Contains("..")
            ? throw new DataSetRefusedException(name, "a path that leads out of its folder ('..')")
            : string.Join('/', segments);
    }

    /// <summary>Whether programs put it there for themselves: hidden files, macOS's attributes.</summary>
    public static bool IsHidden(string path) =>
        path.Split('/').Any(segment => segment.StartsWith('.') || segment == "__MACOSX");
}
