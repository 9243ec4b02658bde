using System.Buffers.Binary;

namespace Kws.Audio.Tests.Wav;

/// <summary>Lengths that are unknown, cut or not a whole number of frames: all whole frames that are there.</summary>
public sealed class WavLengthTests
{
    private static readonly byte[] s_format = WavBytes.Chunk("fmt ", WavBytes.Format(1, 1, 16_000, 16));
    private static readonly byte[] s_pcm = WavBytes.Pcm16(16_384, -16_384, 8_192);
    private static readonly float[] s_samples = [0.5f, -0.5f, 0.25f];

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x7FFFF000u)]
    public void Read_DataOfUnknownLength_GoesToTheEnd(uint size)
    {
        var audio = WavReader.Read(WavBytes.File(s_format, WavBytes.Chunk("data", s_pcm, size)));

        Assert.Equal(s_samples, audio.Mono);
        Assert.False(audio.IsTruncated);
        Assert.Empty(audio.Warnings);
    }

    [Fact]
    public void Read_EmptyDataBeforeOtherChunks_IsEmptyOrTheNextData()
    {
        var empty = WavBytes.Chunk("data", []);

        Assert.Empty(WavReader.Read(WavBytes.File(s_format, empty, WavBytes.Chunk("LIST", new byte[20]))).Mono);
        Assert.Empty(WavReader.Read(WavBytes.File(s_format, empty)).Mono);
        Assert.Equal(s_samples,
            WavReader.Read(WavBytes.File(s_format, empty, WavBytes.Chunk("data", s_pcm))).Mono);
    }

    [Theory]
    [InlineData("RF64", 6L)]
    [InlineData("BW64", 6L)]
    [InlineData("RF64", 0L)]
    [InlineData("RF64", -1L)]
    [InlineData("RF64", long.MaxValue)]
    public void Read_LengthOf64Bit_IsTakenUnlessItIsOpen(string magic, long length)
    {
        var sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), length);
        var file = WavBytes.File(WavBytes.Chunk("ds64", sizes), s_format,
            WavBytes.Chunk("data", s_pcm, uint.MaxValue), WavBytes.Chunk("LIST", new byte[3]));
        System.Text.Encoding.ASCII.GetBytes(magic).CopyTo(file, 0);

        var mono = WavReader.Read(file).Mono;

        Assert.Equal(s_samples, mono[..3]);
        Assert.True(mono.Length == (length == 6 ? 3 : 3 + 6));
    }

    [Fact]
    public void Read_DataThatEndsInsideAFrame_LosesThatFrameWithAWarning()
    {
        var audio = WavReader.Read(WavBytes.File(s_format, WavBytes.Chunk("data", [.. s_pcm, 7])));

        Assert.Equal(s_samples, audio.Mono);
        Assert.Equal(["the last frame is incomplete (1 of 2 bytes) and left out"], audio.Warnings);
    }

    [Fact]
    public void Read_SecondDataChunk_IsLeftOutWithAWarning()
    {
        var data = WavBytes.Chunk("data", s_pcm);

        var audio = WavReader.Read(WavBytes.File(s_format, data, data));

        Assert.Equal(s_samples, audio.Mono);
        Assert.Equal(["a second 'data' chunk is left out"], audio.Warnings);
    }

    [Fact]
    public void Read_FileThatWasCutOff_SaysHowMuchIsThere()
    {
        var audio = WavReader.Read(WavBytes.File(s_format, WavBytes.Chunk("data", s_pcm, 100)));

        Assert.True(audio.IsTruncated);
        Assert.Equal(["the file was cut off: 6 of 100 bytes of audio are there"], audio.Warnings);
    }

    [Fact]
    public void Read_OddChunkWithoutItsPadding_IsSteppedOver()
    {
        var unpadded = WavBytes.Chunk("LIST", new byte[19])[..^1];

        Assert.Equal(s_samples,
            WavReader.Read(WavBytes.File(s_format, unpadded, WavBytes.Chunk("data", s_pcm))).Mono);
        Assert.Equal(s_samples,
            WavReader.Read(WavBytes.File(unpadded, s_format, WavBytes.Chunk("data", s_pcm))).Mono);
    }

    [Fact]
    public void Read_TagBeforeTheFile_IsSteppedOver() => Assert.Equal(s_samples, WavReader.Read(
        [.. "ID3"u8, 3, 0, 0, 0, 0, 0, 10, .. new byte[10], .. WavBytes.File(s_format, WavBytes.Chunk("data", s_pcm))])
        .Mono);
}
