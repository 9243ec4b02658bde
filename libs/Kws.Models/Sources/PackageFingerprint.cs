using System.Globalization;
using System.Text;

namespace Kws.Models;

/// <summary>Tells whether anything in a package's folder has changed, without reading its files.</summary>
internal static class PackageFingerprint
{
    // A package lists at most 100 files; what else lies there is not worth a look every few seconds.
    private const int MaxEntries = 300;

    /// <summary>Names, lengths, times and link targets of what the folder holds, whatever the order in which it
    /// came.</summary>
    public static string Of(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder)
                .EnumerateFileSystemInfos("*",
                    new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Take(MaxEntries)
                .Select(Describe)
                .Order(StringComparer.Ordinal);
            return string.Join('\n', entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be listed: {e.Message}";
        }
    }

    private static string Describe(FileSystemInfo entry)
    {
        // What is behind a link, as Kubernetes mounts volumes, may change while the link does not.
        var target = entry.LinkTarget is null ? null : entry.ResolveLinkTarget(returnFinalTarget: true);
        var content = target is { Exists: true } ? target : entry;
        return new StringBuilder(entry.FullName)
            .Append('|').Append(content is FileInfo { Exists: true } file ? file.Length : 0)
            .Append('|').Append(content.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture))
            .Append('|').Append(entry.LinkTarget)
            .ToString();
    }
}
