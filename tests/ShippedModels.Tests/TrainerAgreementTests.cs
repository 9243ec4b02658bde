using System.Diagnostics;
using System.Text.Json;

namespace Kws.ShippedModels.Tests;

/// <summary>The trainer (PyTorch) and the services (Kws.Features, ONNX Runtime) compute the same from the same
/// recording.</summary>
public sealed class TrainerAgreementTests
{
    private const double FeatureTolerance = 1e-3;
    private const double PosteriorTolerance = 1e-3;

    private const char EndOfPackage = '#';

    // One start for all packages: most of its time goes into loading PyTorch.
    private const string ClassifyByEach = """
        import sys
        from kws_training.cli import main
        for package in sys.argv[1].split(":"):
            code = main(["classify", "--features", "--package", package, "--", *sys.argv[2:]])
            if code:
                sys.exit(code)
            print("#", flush=True)
        """;

    private static readonly Lazy<Task<Dictionary<string, string[]>>> s_trainer = new(TrainerAsync);

    public static TheoryData<string> Packages => KeywordPackages.Names;

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [MemberData(nameof(Packages))]
    public async Task TrainerAndServices_AgreeOnRealClips(string name)
    {
        RealData.Require("speech", "validation");
        using var classifier = new KeywordClassifier(KeywordPackages.Load(name));
        var lines = (await s_trainer.Value)[name];
        var files = Clips();
        Assert.Equal(files.Length, lines.Length);
        foreach ((var file, var line) in files.Zip(lines))
        {
            using var trainer = JsonDocument.Parse(line);
            var audio = await SharedAudio.ClipAsync(file);
            AssertClose(file, trainer.RootElement.GetProperty("features"), classifier.Features(audio),
                FeatureTolerance);
            AssertClose(file, trainer.RootElement.GetProperty("posteriors"), classifier.Posteriors(audio),
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

    /// <summary>The first clip of each word by name.</summary>
    private static string[] Clips() =>
    [
        .. Directory.EnumerateDirectories(RealData.Require("speech", "validation")).Order(StringComparer.Ordinal)
            .SelectMany(word => Directory.EnumerateFiles(word, "*.flac").Order(StringComparer.Ordinal).Take(1)),
    ];

    /// <summary>What the trainer prints of the clips, a line each, by package.</summary>
    private static async Task<Dictionary<string, string[]>> TrainerAsync()
    {
        string[] names = [.. KeywordPackages.All];
        using var trainer = Process.Start(new ProcessStartInfo("/usr/bin/python3",
            ["-c", ClassifyByEach, string.Join(':', names.Select(KeywordPackages.FolderOf)), .. Clips()])
        {
            WorkingDirectory = Repository.PathOf("training"),
            RedirectStandardOutput = true,
            // Threads that spin for work beside the other tests cost more than they gain.
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        })!;
        var output = await trainer.StandardOutput.ReadToEndAsync().WithTimeout(TimeSpan.FromMinutes(2));
        await trainer.WaitForExitAsync().WithTimeout();
        Assert.Equal(0, trainer.ExitCode);
        return names.Zip(output.Split(EndOfPackage), (name, lines) =>
            (name, Lines: lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            .ToDictionary(package => package.name, package => package.Lines);
    }
}
