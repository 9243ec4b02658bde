using System.Runtime.CompilerServices;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Encoded frames in order, from a folder, files, an MJPEG file or standard input.</summary>
internal static class FrameSource
{
    /// <param name="context">For standard input.</param>
    /// <param name="paths">Folders and picture files; or one MJPEG file; or one "-".</param>
    /// <param name="cancellation">Ends the frames.</param>
    /// <exception cref="BadInputException">A path does not exist, or holds no frames.</exception>
    public static IAsyncEnumerable<byte[]> Open(CliContext context, string[] paths, CancellationToken cancellation)
    {
        if (paths is ["-"])
            return FromStream(context.OpenStandardInput(), cancellation);
        if (paths is [var path] && IsMotionJpeg(path))
            return FromStream(File.OpenRead(path), cancellation);
        return FromFiles(InputFile.Find(paths, InputKind.Pictures), cancellation);
    }

    private static bool IsMotionJpeg(string path) => File.Exists(path) && Path.GetExtension(path).ToLowerInvariant() is ".mjpeg" or ".mjpg";

    private static async IAsyncEnumerable<byte[]> FromStream(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using (stream)
        {
            var reader = new MotionJpegReader(stream);
            while (await reader.ReadAsync(cancellation) is { } frame)
                yield return frame;
        }
    }

    private static async IAsyncEnumerable<byte[]> FromFiles(
        IReadOnlyList<InputFile> files, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (InputFile file in files)
            yield return await File.ReadAllBytesAsync(file.Path, cancellation);
    }
}
