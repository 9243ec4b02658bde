using System.Buffers.Binary;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Audio;

/// <summary>
/// Opens a live stream. One that begins with a WAV header (as <c>arecord</c> writes unless told
/// <c>-t raw</c>) says its own format; its length is ignored, since a recorder cannot know it.
/// </summary>
internal static class LiveInput
{
    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int LeastFormatBytes = 16;
    private const int MostHeaderChunkBytes = 65536;

    /// <param name="raw">The format of a stream without a header.</param>
    public static async Task<IAudioInput> OpenAsync(Stream stream, AudioFormat raw, CancellationToken cancellationToken)
    {
        var head = new byte[RiffHeaderBytes];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)
            .AsTask().WaitAsync(cancellationToken);
        var isWav = read == head.Length && head.AsSpan(0, 4).SequenceEqual("RIFF"u8)
            && head.AsSpan(8, 4).SequenceEqual("WAVE"u8);
        return isWav
            ? new PcmInput(stream, await ReadFormatAsync(stream, cancellationToken))
            : new PcmInput(stream, raw, head.AsMemory(0, read));
    }

    /// <summary>Reads chunks up to the first sample.</summary>
    private static async Task<AudioFormat> ReadFormatAsync(Stream stream, CancellationToken cancellationToken)
    {
        AudioFormat? format = null;
        var header = new byte[ChunkHeaderBytes];
        while (true)
        {
            await ReadFullyAsync(stream, header, cancellationToken);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (header.AsSpan(0, 4).SequenceEqual("data"u8))
                return format
                    ?? throw new BadInputException("-", "WAV without 'fmt '", "the format must come before the data");
            if (length > MostHeaderChunkBytes)
                throw new BadInputException("-", $"a WAV header chunk of {length} bytes",
                    $"at most {MostHeaderChunkBytes}");
            var body = new byte[length + (length & 1)];
            await ReadFullyAsync(stream, body, cancellationToken);
            if (header.AsSpan(0, 4).SequenceEqual("fmt "u8))
                format = ParseFormat(body);
        }
    }

    private static AudioFormat ParseFormat(ReadOnlySpan<byte> body)
    {
        if (body.Length < LeastFormatBytes)
            throw new BadInputException("-", $"a WAV format of {body.Length} bytes", $"at least {LeastFormatBytes}");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (channels != 1)
            throw new BadInputException("-", $"{channels} channels", "a live stream must be mono: arecord -c 1");
        var encoding = (tag, bits) switch
        {
            (1, 16) => Encoding.S16Le,
            (3, 32) => Encoding.F32Le,
            (7, 8) => Encoding.Mulaw,
            _ => throw new BadInputException("-", $"WAV format {tag} with {bits} bits",
                "a live stream must be 16-bit PCM, 32-bit float or mu-law: arecord -f S16_LE"),
        };
        return new AudioFormat(rate, encoding);
    }

    private static async Task ReadFullyAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < buffer.Length)
            throw new BadInputException("-", "a WAV header that ends early", "it must reach the first sample");
    }
}
