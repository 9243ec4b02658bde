using System.Globalization;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>A JPEG or PNG file as it is sent.</summary>
internal static class PictureFile
{
    /// <summary>The largest that is sent; what VisionInference takes by default (<c>Images:MaxBytes</c>).</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    public static bool IsPng(ReadOnlySpan<byte> content) => content.StartsWith(Png);

    /// <exception cref="BadInputException">It is too large, or by its first bytes neither JPEG nor PNG.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(InputFile file, CancellationToken cancellationToken)
    {
        var bytes = new FileInfo(file.Path).Length;
        if (bytes > MostBytes)
            throw new BadInputException("picture",
                string.Create(CultureInfo.InvariantCulture, $"a file of {bytes} bytes"),
                $"it must have at most {MostBytes} bytes");
        var content = await File.ReadAllBytesAsync(file.Path, cancellationToken);
        return IsPng(content) || content.AsSpan().StartsWith(Jpeg) ? content : throw new BadInputException("picture",
            content.Length == 0
                ? "an empty file"
                : $"a file that begins with {Convert.ToHexString(content.AsSpan(0, Math.Min(4, content.Length)))}",
            "it must be a JPEG or PNG");
    }
}
