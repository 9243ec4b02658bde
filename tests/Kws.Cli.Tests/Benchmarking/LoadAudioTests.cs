using Kws.Audio;
using Kws.Cli.Audio;
using Kws.Cli.Benchmarking;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class LoadAudioTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LoadAudioTests()
    {
        foreach (var value in new short[] { 1000, 2000, 3000 })
            File.WriteAllBytes(_folder[$"{value}.wav"],
                new Recording(8000, [.. Enumerable.Repeat(value, 40_000)]).ToWav());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Build_FromAFolder_IsAMinuteOfItsClipsWithQuietBetweenAlwaysTheSame()
    {
        var built = await LoadAudio.BuildAsync(_folder.Path, default).WithTimeout();
        var again = await LoadAudio.BuildAsync(_folder.Path, default).WithTimeout();

        Assert.Equal(LoadAudio.SampleRateHz, built.SampleRateHz);
        Assert.InRange(built.Duration.TotalSeconds, 60, 67);
        Assert.Equal(built.Samples, again.Samples);
        Assert.InRange(built.Samples.Count(sample => Math.Abs(sample) <= 20) / (double)built.Samples.Length, 0.1, 0.25);
        Assert.All([1000, 2000, 3000], level =>
            Assert.Contains(built.Samples, sample => Math.Abs(sample - level) < 30));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(500, 3)]
    public async Task Clips_FromAFolder_AreAsManyAsAskedForAsTheyLie(int most, int expected)
    {
        var wavs = await LoadAudio.ClipsAsync(_folder.Path, most, default).WithTimeout();

        Assert.Equal(expected, wavs.Count);
        Assert.All(wavs, wav => Assert.Equal(8000, WavReader.Read(wav).SampleRateHz));
    }

    [Fact]
    public async Task Clips_WithoutAFolder_AreTheTenWordsSpoken()
    {
        var wavs = await LoadAudio.ClipsAsync(folder: null, most: 500, default).WithTimeout();

        Assert.Equal(10, wavs.Count);
        Assert.All(wavs, wav => Assert.InRange(WavReader.Read(wav).Mono.Length, 3_200, 32_000));
    }
}
