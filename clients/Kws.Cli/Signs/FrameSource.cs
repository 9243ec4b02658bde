using System.Runtime.CompilerServices;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Encoded frames in order, from a folder, files, an MJPEG file or standard input. What cannot be sent is left
/// out and told on standard error.</summary>
internal static class FrameSource
{
    private const string WhatItMustBe = "it must be MJPEG: whole JPEGs one after the other";

    /// <param name="context">For standard input and error.</param>
    /// <param name="paths">Folders and picture files; or one file of JPEGs, whatever its name, which may be a pipe; or
    /// one "-".</param>
    /// <param name="cancellationToken">Ends the frames.</param>
    /// <exception cref="BadInputException">A path does not exist, or holds no frames.</exception>
    public static IAsyncEnumerable<CameraFrame> Open(
        CliContext context, string[] paths, CancellationToken cancellationToken)
    {
        if (paths is ["-"])
            return FromStream(context, "standard input", context.OpenStandardInput(), cancellationToken);
        if (paths is [var path] && File.Exists(path))
        {
            var file = File.OpenRead(path);
            if (!IsPng(file))
                return FromStream(context, path, file, cancellationToken);
            file.Dispose();
        }
        return FromFiles(context, InputFile.Find(paths, InputKind.Pictures), cancellationToken);
    }

    // A pipe can be read once only, and no camera pipes PNGs.
    private static bool IsPng(FileStream file)
    {
        if (!file.CanSeek)
            return false;
        Span<byte> first = stackalloc byte[8];
        var isPng = PictureFile.IsPng(first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)]);
        file.Position = 0;
        return isPng;
    }

    private static async IAsyncEnumerable<CameraFrame> FromStream(
        CliContext context, string name, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            var reader = new MotionJpegReader(stream);
            var whole = 0L;
            var told = 0L;
            while (await reader.ReadAsync(cancellationToken) is { } frame)
            {
                // A camera with a bad link loses frames all day: each tenfold is told.
                if (reader.Unfinished >= Math.Max(1, 10 * told))
                    Tell(told = reader.Unfinished);
                yield return new CameraFrame(frame, whole++ + reader.Unfinished);
            }
            if (whole == 0)
                throw new BadInputException(name, reader.Unfinished > 0
                    ? $"{reader.Unfinished} JPEG(s) without an end"
                    : $"{reader.Bytes} bytes without a JPEG", WhatItMustBe);
            if (reader.Unfinished > told)
                Tell(reader.Unfinished);

            void Tell(long unfinished) => context.Error.WriteLine(
                $"kws: {name}: {unfinished} of {whole + unfinished} frames had no end and were left out");
        }
    }

    private static async IAsyncEnumerable<CameraFrame> FromFiles(
        CliContext context,
        IReadOnlyList<InputFile> files,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = 0;
        for (var index = 0; index < files.Count; index++)
        {
            byte[] frame;
            try
            {
                frame = await PictureFile.ReadAsync(files[index], cancellationToken);
            }
            catch (Exception exception)
                when (exception is BadInputException or IOException or UnauthorizedAccessException)
            {
                await context.Error.WriteLineAsync($"kws: {files[index].Path}: {exception.Message}");
                continue;
            }
            sent++;
            yield return new CameraFrame(frame, index);
        }
        if (sent == 0)
            throw new BadInputException("FRAMES", $"{files.Count} file(s) of which none is a picture",
                $"they must be {InputKind.Pictures.Names} files");
    }
}
