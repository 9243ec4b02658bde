using System.Runtime.CompilerServices;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Encoded frames in order, from a folder, files, an MJPEG file or standard input.</summary>
internal static class FrameSource
{
    /// <param name="context">For standard input.</param>
    /// <param name="paths">Folders and picture files; or one MJPEG file; or one "-".</param>
    /// <param name="cancellationToken">Ends the frames.</param>
    /// <exception cref="BadInputException">A path does not exist, or holds no frames.</exception>
    public static IAsyncEnumerable<byte[]> Open(CliContext context, string[] paths, CancellationToken cancellationToken)
    {
        if (paths is ["-"])
            return FromStream(context.OpenStandardInput(), cancellationToken);
        if (paths is [var path] && IsMotionJpeg(path))
            return FromStream(File.OpenRead(path), cancellationToken);
        return FromFiles(InputFile.Find(paths, InputKind.Pictures), cancellationToken);
    }

    private static bool IsMotionJpeg(string path) => File.Exists(path)
        && Path.GetExtension(path).ToLowerInvariant() is ".mjpeg" or ".mjpg";

    private static async IAsyncEnumerable<byte[]> FromStream(
        Stream stream,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            var reader = new MotionJpegReader(stream);
            while (await reader.ReadAsync(cancellationToken) is { } frame)
                yield return frame;
        }
    }

    private static async IAsyncEnumerable<byte[]> FromFiles(
        IReadOnlyList<InputFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
            yield return await File.ReadAllBytesAsync(file.Path, cancellationToken);
    }
}
