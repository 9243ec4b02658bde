namespace Kws.Audio.Tests.Wav;

public sealed class WavReaderTests
{
    [Fact]
    public void Read_OddChunksAndPadding_AreSteppedOver()
    {
        var file = WavBytes.File(
            WavBytes.Chunk("LIST", new byte[7]),
            WavBytes.Chunk("fmt ", WavBytes.Format(1, 1, 16_000, 16)),
            WavBytes.Chunk("odd ", [1]),
            WavBytes.Chunk("data", WavBytes.Pcm16(16_384, -16_384)),
            WavBytes.Chunk("tail", new byte[3]));

        var audio = WavReader.Read(file);

        Assert.Equal([0.5f, -0.5f], audio.Mono);
        Assert.Equal((16_000, 1, PcmEncoding.S16Le, false),
            (audio.SampleRateHz, audio.Channels, audio.Encoding, audio.IsTruncated));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(7u)]
    [InlineData(uint.MaxValue)]
    public void Read_RiffSizeThatLies_IsIgnored(uint riffSize)
    {
        var file = WavBytes.FileClaiming(
            riffSize, WavBytes.Chunk("fmt ", WavBytes.Format(1, 1, 16_000, 16)),
                WavBytes.Chunk("data", WavBytes.Pcm16(1, 2, 3)));

        Assert.Equal(3, WavReader.Read(file).Mono.Length);
    }

    [Theory]
    [InlineData(0x7FFEFFFFu)]
    [InlineData(100u)]
    public void Read_DataClaimsMoreThanThereIs_TakesWholeFramesAndSaysSo(uint claimed)
    {
        var file = WavBytes.File(
            WavBytes.Chunk("fmt ", WavBytes.Format(1, 2, 8_000, 16)),
            WavBytes.Chunk("data", WavBytes.Pcm16(32_767, 32_767, -32_768, -32_768, 1), claimed));

        var audio = WavReader.Read(file);

        Assert.Equal(2, audio.Mono.Length);
        Assert.True(audio.IsTruncated);
    }

    [Fact]
    public void Read_Channels_AreAveraged()
    {
        var file = WavBytes.File(
            WavBytes.Chunk("fmt ", WavBytes.Format(1, 2, 8_000, 16)),
                WavBytes.Chunk("data", WavBytes.Pcm16(16_384, 0, -8_192, -8_192)));

        Assert.Equal([0.25f, -0.25f], WavReader.Read(file).Mono);
    }

    [Fact]
    public void Read_NoSamples_IsEmpty() => Assert.Empty(WavReader.Read(WavBytes.Mono16(16_000)).Mono);

    [Fact]
    public void Read_StreamBeyondLimit_StopsReading()
    {
        using var endless = new MemoryStream(new byte[5 << 20]);

        var error = Assert.Throws<InvalidAudioException>(() =>
            WavReader.Read(endless, new WavLimits(MaxBytes: 100_000)));

        Assert.Equal("length in bytes", error.Field);
        Assert.True(endless.Position < 1 << 20);
    }

    [Fact]
    public void Read_MoreSamplesThanTheLimit_IsRefused()
    {
        var error = Assert.Throws<InvalidAudioException>(() =>
            WavReader.Read(WavBytes.Mono16(16_000, 1, 2, 3), new WavLimits(MaxSamples: 2)));

        Assert.Equal("audio: samples a channel is 3; allowed: at most 2", error.Message);
    }

    [Theory]
    [InlineData(44_100)]
    [InlineData(16_000)]
    public void ToPcm16_ThenRead_GivesTheSamplesBack(int rate)
    {
        var samples = TestSignals.ChirpAndNoise(rate, 1_001, 50, 3_000, 1);

        var audio = WavReader.Read(WavWriter.ToPcm16(rate, samples));

        Assert.Equal(rate, audio.SampleRateHz);
        for (var i = 0; i < samples.Length; i++)
            Assert.Equal(samples[i], audio.Mono[i], 1f / 65_000);
    }

    [Fact]
    public void ToFloat32_ThenRead_GivesTheSamplesBack()
    {
        var samples = TestSignals.Sine(440, 16_000, 333);

        Assert.Equal(samples, WavReader.Read(WavWriter.ToFloat32(16_000, samples)).Mono);
    }
}
