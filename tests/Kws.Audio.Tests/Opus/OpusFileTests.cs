using Kws.Audio.Tests.Fuzzing;

namespace Kws.Audio.Tests.Opus;

/// <summary>Ogg Opus files as encoders write them, against what was encoded and against libsndfile.</summary>
public sealed class OpusFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8_000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public async Task ReadAsync_MonoFile_IsTheSignalAtItsRate(int rateHz)
    {
        var signal = TestSignals.Sine(440, rateHz, rateHz / 2 + 77);

        var audio = await ReadAsync(OpusBytes.Encode(signal, rateHz, 1));

        Assert.Equal((rateHz, 1, false), (audio.SampleRateHz, audio.Channels, audio.IsTruncated));
        Assert.Equal(signal.Length, audio.Mono.Length);
        Assert.InRange(Correlation(signal, audio.Mono), 0.99, 1.001);
        Assert.Empty(audio.Warnings);
    }

    [Fact]
    public async Task ReadAsync_StereoFile_IsTheMeanOfBoth()
    {
        float[] left = TestSignals.Sine(440, 16_000, 8_000), right = TestSignals.Sine(700, 16_000, 8_000);

        var audio = await ReadAsync(OpusBytes.Encode(
            [.. left.Zip(right).SelectMany(pair => new[] { pair.First, pair.Second })], 16_000, 2));

        float[] mean = [.. left.Zip(right, (l, r) => (l + r) / 2)];
        Assert.Equal((2, 8_000), (audio.Channels, audio.Mono.Length));
        Assert.InRange(Correlation(mean, audio.Mono), 0.99, 1.001);
    }

    [Fact]
    public async Task ReadAsync_StreamThatWasCutOutOfALongerOne_IsAsLong()
    {
        var audio = await ReadAsync(OpusBytes.Encode(TestSignals.Sine(440, 16_000, 8_000), 16_000, 1, 7_000_000));

        Assert.Equal(8_000, audio.Mono.Length);
    }

    [Fact]
    public async Task ReadAsync_FileThatWasCutOff_IsWhatIsThereWithAWarning()
    {
        var file = OpusBytes.Encode(TestSignals.Sine(440, 16_000, 16_000), 16_000, 1);

        var audio = await ReadAsync(file[..^200]);

        Assert.True(audio.IsTruncated);
        Assert.InRange(audio.Mono.Length, 8_000, 15_999);
        Assert.Contains("cut off", Assert.Single(audio.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_TwoStreamsInARow_IsTheFirstWithAWarning()
    {
        var one = OpusBytes.Encode(TestSignals.Sine(440, 16_000, 4_000), 16_000, 1);

        var audio = await ReadAsync([.. one, .. one]);

        Assert.Equal(4_000, audio.Mono.Length);
        Assert.Contains("left out", Assert.Single(audio.Warnings), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ReadAsync_RecordedSpeech_IsThatOfLibsndfile()
    {
        var folder = RealData.Require("speech", "running");
        using var peer = Libsndfile.Start();
        string[] files = [.. Directory.EnumerateFiles(folder, "*.opus", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Where((_, i) => i % 60 == 0)];
        Assert.True(files.Length > 5);
        foreach (var path in files)
        {
            var file = await File.ReadAllBytesAsync(path).WithTimeout();
            var theirs = peer.Read(file)!.Value;
            var ours = await ReadAsync(file);
            Assert.Equal((theirs.RateHz, theirs.Mono.Length), (ours.SampleRateHz, ours.Mono.Length));
            Assert.InRange(Correlation(theirs.Mono, ours.Mono), 0.999, 1.001);
            Assert.Empty(ours.Warnings);
        }
    }

    private static double Correlation(float[] a, float[] b)
    {
        double product = 0, ofA = 0, ofB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            ofA += (double)a[i] * a[i];
            ofB += (double)b[i] * b[i];
        }
        return product / Math.Sqrt(ofA * ofB);
    }

    private async Task<WavAudio> ReadAsync(byte[] file)
    {
        await File.WriteAllBytesAsync(_folder["x.opus"], file).WithTimeout();
        return await AudioFileReader.ReadAsync(_folder["x.opus"]).WithTimeout();
    }
}
