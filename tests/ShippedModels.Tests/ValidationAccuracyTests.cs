namespace Kws.ShippedModels.Tests;

/// <summary>Guards what users get: the shipped packages on recordings of speakers that were never trained on.</summary>
public sealed class ValidationAccuracyTests
{
    private const int ClipsOfEach = 15;

    public static TheoryData<string> Packages => KeywordPackages.Names;

    [SkippableTheory]
    [MemberData(nameof(Packages))]
    public async Task Package_KeepsItsAccuracyOnAFixedSubsetOfTheValidationSpeakers(string name)
    {
        var folder = RealData.Require("speech", "validation");
        using var classifier = new KeywordClassifier(KeywordPackages.Load(name));
        var claimed = classifier.Model.Manifest.Metrics.Single(metric => metric.Name == "accuracy").Value;
        int right = 0, all = 0;
        foreach ((var word, var file) in Subset(folder))
        {
            var expected = classifier.Model.Labels.Contains(word) ? word : "unknown";
            right += classifier.Classify(await SharedAudio.ClipAsync(file)) == expected ? 1 : 0;
            all++;
        }
        // Some 260 clips: three standard deviations of the share are about 4 %.
        Assert.True(right >= (claimed - 0.04) * all,
            $"{name}: {right} of {all} right; the manifest claims {claimed:P1} on all validation clips");
    }

    /// <summary>The first clips of every word by name: the same ones on every machine.</summary>
    private static IEnumerable<(string Word, string File)> Subset(string folder) =>
        from wordFolder in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
        from file in Directory.EnumerateFiles(wordFolder, "*.flac").Order(StringComparer.Ordinal).Take(ClipsOfEach)
        select (Path.GetFileName(wordFolder), file);
}
