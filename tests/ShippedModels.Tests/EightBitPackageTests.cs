namespace Kws.ShippedModels.Tests;

/// <summary>A package with eight-bit weights against the one it was made of.</summary>
public sealed class EightBitPackageTests
{
    public static TheoryData<string> Packages => KeywordPackages.EightBit;

    [Theory]
    [MemberData(nameof(Packages))]
    public void EightBitPackage_AnswersNearlyAsItsOriginal(string name)
    {
        using var eightBit = new KeywordClassifier(KeywordPackages.Load(name));
        using var original = new KeywordClassifier(KeywordPackages.Load(OriginalOf(name)));
        Assert.Equal(original.Model.FeatureSpec, eightBit.Model.FeatureSpec);
        var random = new Random(11);
        for (var trial = 0; trial < 50; trial++)
        {
            var sweep = Sweep(random);
            Assert.All(original.Posteriors(sweep).Zip(eightBit.Posteriors(sweep)), pair =>
                Assert.Equal(pair.First, pair.Second, 0.15f));
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void EightBitPackage_IsMuchSmaller(string name) =>
        Assert.InRange(ModelBytes(name), 1, 0.6 * ModelBytes(OriginalOf(name)));

    private static string OriginalOf(string name) => name[..^KeywordPackages.EightBitSuffix.Length];

    private static long ModelBytes(string name) =>
        new FileInfo(Path.Combine(KeywordPackages.FolderOf(name), "model.onnx")).Length;

    // Tones that rise or fall over hiss: enough for every band and every label to stir.
    private static float[] Sweep(Random random)
    {
        double from = 200 + (3000 * random.NextDouble()), to = 200 + (3000 * random.NextDouble()), phase = 0;
        var samples = new float[KeywordClassifier.WindowSamples];
        for (var i = 0; i < samples.Length; i++)
        {
            phase += 2 * Math.PI * (from + ((to - from) * i / samples.Length)) / 16_000;
            samples[i] = (float)((0.2 * Math.Sin(phase) * Math.Sin(Math.PI * i / samples.Length))
                + (0.01 * (random.NextDouble() - 0.5)));
        }
        return samples;
    }
}
