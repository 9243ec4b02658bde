using System.Text.Json;
using Kws.Cli.Audio;
using Kws.Features;

namespace Kws.Cli.Tests.Audio;

public sealed class FeaturesCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-features-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Features_Local_AreThoseOfTheOfflineExtractor()
    {
        var wav = WriteTone();

        var run = await KwsRun.WithAsync("features", wav, "--local", "--json").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        var expected =
            OfflineExtractor.Extract(FeatureSpecPresets.LogMel40, (await AudioFile.ReadAsync(wav, default)).ToFloats());
        float[] actual = [.. json.GetProperty("values").EnumerateArray().SelectMany(frame => frame.EnumerateArray())
            .Select(value => value.GetSingle())];
        Assert.Equal((98, 40),
            (json.GetProperty("frames").GetInt32(), json.GetProperty("values_per_frame").GetInt32()));
        Assert.Equal(FeatureSpecPresets.LogMel40.Sha256, json.GetProperty("sha256").GetString());
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public async Task Features_FromTheService_AreThoseComputedHere()
    {
        await using var service = await ServiceProcess.StartAsync("FeatureExtraction");
        var wav = WriteTone();

        var served = await KwsRun.WithAsync("features", wav, "--feature-server", service.Address, "--json")
            .WithTimeout();
        var local = await KwsRun.WithAsync("features", wav, "--local", "--json").WithTimeout();

        Assert.Equal((0, ""), (served.ExitCode, served.Error));
        Assert.Equal(local.Out, served.Out);
        // The one service process of this class: kws health of a real service is seen here too.
        var health = await KwsRun.WithAsync("health", "--server", service.Address).WithTimeout();
        Assert.Equal((0, $"{service.Address}/ Serving\n"), (health.ExitCode, health.Out));
    }

    [SkippableFact]
    public async Task Features_WrittenAsNpyAndPng_AreReadByOthers()
    {
        var wav = WriteTone();
        string npy = Path.Combine(_folder.FullName, "f.npy"), png = Path.Combine(_folder.FullName, "f.png");

        var run = await KwsRun.WithAsync("features", wav, "--local", "--spec", "mfcc-13", "--out", npy, "--out", png,
            "--scale", "2").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("98 of 13 values", run.Out, StringComparison.Ordinal);
        Assert.Equal("(98, 13)", await PythonReader.RunAsync($"import numpy; print(numpy.load('{npy}').shape)", []));
        // 98 frames and 13 values, two pixels each, and the margins.
        Assert.Equal("(346, 91)",
            await PythonReader.RunAsync($"from PIL import Image; print(Image.open('{png}').size)", []));
    }

    [Theory]
    [InlineData("--out", "features.txt", ".npy")]
    [InlineData("--spec", "log-mel-41", "log-mel-40")]
    [InlineData("--scale", "65", "64")]
    public async Task Features_BadOption_IsRefusedNamingWhatIsAllowed(string option, string value, string allowed)
    {
        var run = await KwsRun.WithAsync("features", WriteTone(), "--local", option, value).WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option}: '{value}'", run.Error, StringComparison.Ordinal);
        Assert.Contains(allowed, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Features_FileThatIsNoAudio_IsRefused()
    {
        var path = Path.Combine(_folder.FullName, "noise.wav");
        await File.WriteAllBytesAsync(path, [1, 2, 3]).WithTimeout();

        var run = await KwsRun.WithAsync("features", path, "--local").WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(path, run.Error, StringComparison.Ordinal);
    }

    private string WriteTone()
    {
        // With noise: bands that hear nothing are at the floor, where the logarithm magnifies rounding.
        var random = new Random(1);
        float[] tone = [.. Enumerable.Range(0, 16000)
            .Select(n => 0.5f * MathF.Sin(2 * MathF.PI * 440 * n / 16000) + 0.02f * (random.NextSingle() - 0.5f))];
        var path = Path.Combine(_folder.FullName, "tone.wav");
        File.WriteAllBytes(path, Recording.FromFloats(16000, tone).ToWav());
        return path;
    }
}
