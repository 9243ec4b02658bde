using System.Buffers.Binary;
using System.Globalization;

namespace Kws.Audio;

/// <summary>The `fmt ` chunk of a WAV file.</summary>
internal readonly record struct WavFormat(int SampleRateHz, int Channels, PcmEncoding Encoding)
{
    private const int PcmTag = 1;
    private const int FloatTag = 3;
    private const int ALawTag = 6;
    private const int MuLawTag = 7;
    private const int ExtensibleTag = 0xFFFE;
    private const int PlainLength = 16;
    private const int ExtensibleLength = 40;

    // KSDATAFORMAT_SUBTYPE_*: a format tag followed by this.
    private static ReadOnlySpan<byte> SubformatTail =>
        [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    public int BytesPerFrame => Channels * PcmDecoder.BytesPerSample(Encoding);

    /// <exception cref="InvalidAudioException">A format that is not supported or contradicts itself.</exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < PlainLength)
            throw Fault("length of the 'fmt ' chunk", chunk.Length, $"at least {PlainLength}");
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var bytesPerFrame = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (channels is 0 or > WavLimits.MaxChannels)
            throw Fault("channels", channels, $"1 to {WavLimits.MaxChannels}");
        if (rate is < WavLimits.MinSampleRateHz or > WavLimits.MaxSampleRateHz)
            throw Fault("sample_rate_hz", rate, $"{WavLimits.MinSampleRateHz} to {WavLimits.MaxSampleRateHz}");
        var format = new WavFormat((int)rate, channels, EncodingOf(TagOf(chunk), bits));
        if (bytesPerFrame != format.BytesPerFrame)
            throw Fault("block align", bytesPerFrame, $"{format.BytesPerFrame} for {channels} channels of {bits} bits");
        return format;
    }

    private static int TagOf(ReadOnlySpan<byte> chunk)
    {
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (tag != ExtensibleTag)
            return tag;
        if (chunk.Length < ExtensibleLength)
            throw Fault("length of the extensible 'fmt ' chunk", chunk.Length, $"at least {ExtensibleLength}");
        if (!chunk[26..40].SequenceEqual(SubformatTail))
            throw new InvalidAudioException("subformat", Convert.ToHexStringLower(chunk[24..40]),
                "a KSDATAFORMAT subtype");
        return BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
    }

    private static PcmEncoding EncodingOf(int tag, int bits) => (tag, bits) switch
    {
        (PcmTag, 8) => PcmEncoding.U8,
        (PcmTag, 16) => PcmEncoding.S16Le,
        (PcmTag, 24) => PcmEncoding.S24Le,
        (PcmTag, 32) => PcmEncoding.S32Le,
        (FloatTag, 32) => PcmEncoding.F32Le,
        (FloatTag, 64) => PcmEncoding.F64Le,
        (ALawTag, 8) => PcmEncoding.ALaw,
        (MuLawTag, 8) => PcmEncoding.MuLaw,
        (PcmTag or FloatTag or ALawTag or MuLawTag, _) =>
            throw Fault($"bits a sample of format {tag}", bits,
                "8, 16, 24 or 32 (PCM), 32 or 64 (float), 8 (A-law, mu-law)"),
        _ => throw Fault("format", tag, "1 (PCM), 3 (float), 6 (A-law) or 7 (mu-law)"),
    };

    private static InvalidAudioException Fault(string field, long value, string limit) =>
        new(field, value.ToString(CultureInfo.InvariantCulture), limit);
}
