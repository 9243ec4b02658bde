using System.Diagnostics;
using System.Text.Json;
using Kws.Audio;

namespace Kws.ShippedModels.Tests;

/// <summary>The trainer (PyTorch) and the services (Kws.Features, ONNX Runtime) compute the same from the same
/// recording.</summary>
public sealed class TrainerAgreementTests
{
    private const double FeatureTolerance = 1e-3;
    private const double PosteriorTolerance = 1e-3;

    public static TheoryData<string> Packages => KeywordPackages.Names;

    [SkippableTheory]
    [MemberData(nameof(Packages))]
    public async Task TrainerAndServices_AgreeOnRealClips(string name)
    {
        var validation = RealData.Require("speech", "validation");
        string[] files = [.. Directory.EnumerateDirectories(validation).Order(StringComparer.Ordinal)
            .SelectMany(word => Directory.EnumerateFiles(word, "*.flac").Order(StringComparer.Ordinal).Take(1))];
        using var classifier = new KeywordClassifier(KeywordPackages.Load(name));
        var lines = await TrainerAsync(KeywordPackages.FolderOf(name), files);
        Assert.Equal(files.Length, lines.Length);
        foreach ((var file, var line) in files.Zip(lines))
        {
            using var trainer = JsonDocument.Parse(line);
            var audio = await AudioFileReader.ReadAsync(file).WithTimeout();
            AssertClose(file, trainer.RootElement.GetProperty("features"), classifier.Features(audio.Mono),
                FeatureTolerance);
            AssertClose(file, trainer.RootElement.GetProperty("posteriors"), classifier.Posteriors(audio.Mono),
                PosteriorTolerance);
        }
    }

    private static void AssertClose(string file, JsonElement expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Length);
        var worst = expected.EnumerateArray()
            .Select((value, index) => Math.Abs(value.GetDouble() - actual[index])).Max();
        Assert.True(worst <= tolerance, $"{file}: differs by {worst}, at most {tolerance}");
    }

    private static async Task<string[]> TrainerAsync(string package, string[] files)
    {
        using var trainer = Process.Start(new ProcessStartInfo("/usr/bin/python3",
            ["-m", "kws_training", "classify", "--features", "--package", package, "--", .. files])
        {
            WorkingDirectory = Repository.PathOf("training"),
            RedirectStandardOutput = true,
        })!;
        var output = await trainer.StandardOutput.ReadToEndAsync().WithTimeout(TimeSpan.FromMinutes(2));
        await trainer.WaitForExitAsync().WithTimeout();
        Assert.Equal(0, trainer.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
