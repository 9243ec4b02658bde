using System.Runtime.InteropServices;

namespace Kws.Audio.Tests.Pcm;

public sealed class PcmDecoderTests
{
    [Fact]
    public void Decode_S16_ScalesToOne()
    {
        short[] values = [0, 1, -1, 16_384, short.MaxValue, short.MinValue, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        var samples = new float[values.Length];

        var count = PcmDecoder.Decode(PcmEncoding.S16Le, MemoryMarshal.AsBytes(values.AsSpan()), samples);

        Assert.Equal(values.Length, count);
        Assert.Equal(values.Select(v => v / 32_768f), samples);
    }

    // ITU-T G.711 tables 1a and 2a: the extremes and the smallest steps, in units of 16 bits.
    [Theory]
    [InlineData(PcmEncoding.MuLaw, 0x00, -32_124)]
    [InlineData(PcmEncoding.MuLaw, 0x80, 32_124)]
    [InlineData(PcmEncoding.MuLaw, 0xFF, 0)]
    [InlineData(PcmEncoding.MuLaw, 0xFE, 8)]
    [InlineData(PcmEncoding.MuLaw, 0x7E, -8)]
    [InlineData(PcmEncoding.ALaw, 0xD5, 8)]
    [InlineData(PcmEncoding.ALaw, 0x55, -8)]
    [InlineData(PcmEncoding.ALaw, 0xAA, 32_256)]
    [InlineData(PcmEncoding.ALaw, 0x2A, -32_256)]
    public void Decode_G711Code_IsTheTablesValue(PcmEncoding encoding, byte code, int expected)
    {
        var sample = new float[1];

        PcmDecoder.Decode(encoding, [code], sample);

        Assert.Equal(expected / 32_768f, sample[0]);
    }

    [Theory]
    [InlineData(PcmEncoding.S16Le, 3)]
    [InlineData(PcmEncoding.F32Le, 7)]
    [InlineData(PcmEncoding.S24Le, 4)]
    [InlineData(PcmEncoding.F64Le, 4)]
    public void Decode_BytesEndWithinASample_NamesTheLength(PcmEncoding encoding, int bytes)
    {
        var error = Assert.Throws<InvalidAudioException>(() =>
            PcmDecoder.Decode(encoding, new byte[bytes], new float[8]));

        Assert.Equal("length in bytes", error.Field);
        Assert.Equal(bytes.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Value);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(-1_001f)]
    [InlineData(1e30f)]
    public void Decode_WildFloat_NamesTheSample(float value)
    {
        var samples = new float[40];
        samples[33] = value;

        var error = Assert.Throws<InvalidAudioException>(() =>
            PcmDecoder.Decode(PcmEncoding.F32Le, MemoryMarshal.AsBytes(samples.AsSpan()), new float[40]));

        Assert.Equal("sample 33", error.Field);
    }

    [Fact]
    public void Decode_UnknownEncoding_IsRefused() =>
        Assert.Throws<InvalidAudioException>(() => PcmDecoder.Decode((PcmEncoding)99, new byte[2], new float[2]));
}
