using Kws.Audio;

namespace Kws.Evaluation.Tests;

public sealed class NoiseBankTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Draw_NoiseOfEveryKind_HasTheLengthAndAnRmsOfOne()
    {
        var noises = new NoiseBank([Ramp(5_000)]);
        var random = new Random(1);
        foreach (var length in Enumerable.Repeat((int[])[1_000, 4_321, 16_000], 20).SelectMany(lengths => lengths))
        {
            var noise = noises.Draw(random, length);
            Assert.Equal(length, noise.Length);
            Assert.Equal(1, Rms(noise), 0.01);
        }
    }

    [Fact]
    public void Recorded_FromALongRecording_IsACutOfIt()
    {
        var cut = new NoiseBank([Ramp(5_000)]).Recorded(new Random(2), 100);
        Assert.All(cut.Zip(cut.Skip(1)), pair => Assert.Equal(1f / 5_000, pair.Second - pair.First, 1e-6f));
    }

    [Fact]
    public void Recorded_FromARecordingThatIsTooShort_RepeatsIt()
    {
        var ramp = Ramp(30);
        Assert.Equal([.. ramp, .. ramp, .. ramp[..10]], new NoiseBank([ramp]).Recorded(new Random(2), 70));
    }

    [Fact]
    public void Recorded_WithoutRecordings_IsFaintColouredNoise()
    {
        var noise = new NoiseBank([]).Recorded(new Random(3), 16_000);
        Assert.Equal(0.05, Rms(noise), 0.002);
    }

    [Fact]
    public void Draw_SameSeed_IsTheSameNoise()
    {
        var noises = new NoiseBank([]);
        Assert.Equal(noises.Draw(new Random(4), 2_000), noises.Draw(new Random(4), 2_000));
        Assert.NotEqual(noises.Draw(new Random(4), 2_000), noises.Draw(new Random(5), 2_000));
    }

    [Fact]
    public async Task ReadAsync_Folder_KeepsTheLastFifthOfEachRecording()
    {
        File.WriteAllBytes(_folder["a.wav"], WavWriter.ToFloat32(16_000, Ramp(1_000)));
        var noises = await NoiseBank.ReadAsync(_folder.Path, 16_000, CancellationToken.None).WithTimeout();
        var heard = noises.Recorded(new Random(1), 200);
        Assert.Equal(0.8f, heard.Min(), 1e-3f);
    }

    [Fact]
    public async Task ReadAsync_NoFolder_IsAnEmptyBankAndAnAbsentOneIsNamed()
    {
        var empty = await NoiseBank.ReadAsync(null, 16_000, CancellationToken.None).WithTimeout();
        Assert.Equal(100, empty.Recorded(new Random(1), 100).Length);
        var absent = _folder["absent"];
        Exception fault = await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            NoiseBank.ReadAsync(absent, 16_000, CancellationToken.None)).WithTimeout();
        Assert.Contains(absent, fault.Message, StringComparison.Ordinal);
    }

    private static float[] Ramp(int length) => [.. Enumerable.Range(0, length).Select(n => n / (float)length)];

    private static double Rms(float[] samples) =>
        Math.Sqrt(samples.Select(sample => (double)sample * sample).Average());
}
