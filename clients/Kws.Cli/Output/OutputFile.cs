using Kws.Cli.CommandLine;

namespace Kws.Cli.Output;

/// <summary>
/// Writes result files; <c>-</c> is standard output. A file appears whole or not at all; links stay links, a replaced
/// file keeps its rights, and what is no plain file, such as a device or a pipe, is written through.
/// </summary>
internal static class OutputFile
{
    public static async Task WriteAsync(
        CliContext context,
        string path,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            await using var output = context.OpenStandardOutput();
            await output.WriteAsync(content, cancellationToken);
        }
        else if (IsWrittenThrough(path))
        {
            await WriteThroughAsync(path, content, cancellationToken);
        }
        else
        {
            await ReplaceAsync(PlaceOf(path), content, cancellationToken);
        }
    }

    // Devices and pipes have no length, and an empty file loses nothing. Under /proc and /dev a link may lead to what
    // has no name.
    private static bool IsWrittenThrough(string path)
    {
        var full = Path.GetFullPath(path);
        if (IsOfTheSystem(full) || (new FileInfo(full).LinkTarget is { } link && IsOfTheSystem(link)))
            return true;
        return new FileInfo(PlaceOf(full)) is { Exists: true, Length: 0 };
    }

    private static bool IsOfTheSystem(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static string PlaceOf(string path) =>
        new FileInfo(path).LinkTarget is null
            ? path
            : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static async Task WriteThroughAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Opening a pipe waits for its reader.
        var opening = Task.Run(() => new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
        }), CancellationToken.None);
        await using var stream = await opening.WaitAsync(cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }

    private static async Task ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            await File.WriteAllBytesAsync(partial, content, cancellationToken);
            if (!OperatingSystem.IsWindows() && File.Exists(path))
                File.SetUnixFileMode(partial, File.GetUnixFileMode(path));
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
