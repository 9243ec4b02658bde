using System.Text.Json.Nodes;
using Kws.Detection;
using Kws.Features;

namespace Kws.Models.Tests.Sessions;

/// <summary>The second network of a keyword package.</summary>
public sealed class VerifierTests : IDisposable
{
    private const int Rate = 16_000;
    private readonly TemporaryFolder _folder = new();
    private readonly List<KeywordModel> _models = [];

    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, "yes")]
    [InlineData(TinyVerifier.RefusedHertz, "unknown")]
    public void Verify_AWordWithSoundBeforeIt_SaysWhetherItStandsAlone(double before, string expected)
    {
        var model = Load();
        var posteriors = new float[model.LabelCount];
        model.Verify(Features(before, 400), posteriors);
        Assert.Equal(expected, model.Labels[posteriors.AsSpan().IndexOf(posteriors.Max())]);
        Assert.True(posteriors.Max() > 0.9f, $"{posteriors.Max()}");
        Assert.Equal(1, posteriors.Sum(), 1e-4);
    }

    [Fact]
    public void Model_WithAVerifier_KnowsWhatItHears()
    {
        var model = Load();
        Assert.True(model.HasVerifier);
        Assert.Equal((198, 198 * 40), (model.VerifierFrames, model.VerifierValues));
        var plan = model.Plan();
        Assert.Equal((6, 10), (plan.SecondLook!.Looks, plan.SecondLook.ContextDecisions));
        Assert.Equal((0.6f, 0.5f), (plan.SecondThreshold(2), plan.SecondThreshold(3)));
        Assert.Equal(0.25f,
            model.PlanFor(new Dictionary<string, KeywordWish>(), verifierThreshold: 0.25f).SecondThreshold(2));
    }

    [Fact]
    public void PlanFor_WordsThatNeedNotStandAlone_HaveTheThresholdsOfTheFirstNetworkAlone()
    {
        var verifier = TinyVerifier.Section();
        verifier["alone"] = new JsonObject { ["yes"] = 0.95 };
        var model = Load("1.0.0", verifier);
        var own = model.Plan().Threshold(2);
        var wishes = new Dictionary<string, KeywordWish>
        {
            ["yes"] = default,
            ["no"] = new(Isolation: WordIsolation.Off),
            ["up"] = new(0.3f, WordIsolation.Preferred),
            ["down"] = new(Isolation: WordIsolation.Required),
        };

        var off = model.PlanFor(wishes, WordIsolation.Off);
        var preferred = model.PlanFor(wishes, WordIsolation.Preferred);

        Assert.Equal((0.95f, 0.95f, false), (off.Threshold(2), off.SureScore(2), off.IsLookedAt(2)));
        Assert.Equal((own, 0.95f, true), (preferred.Threshold(2), preferred.SureScore(2), preferred.IsLookedAt(2)));
        // Without a threshold for it alone, a keyword has the usual one.
        Assert.Equal((model.Plan().Threshold(3), false), (off.Threshold(3), off.IsLookedAt(3)));
        Assert.Equal((0.3f, true), (off.Threshold(4), off.IsLookedAt(4)));
        Assert.Equal((float.PositiveInfinity, true), (off.SureScore(5), off.IsLookedAt(5)));
    }

    [Fact]
    public void PlanFor_IsolationRequiredOfAModelThatCannotTell_IsRefused()
    {
        var model = Load("1.0.0", null);
        var wishes = new Dictionary<string, KeywordWish> { ["yes"] = new(Isolation: WordIsolation.Required) };
        Assert.Contains("no verifier", Assert.Throws<ArgumentException>(() => model.PlanFor(wishes)).Message,
            StringComparison.Ordinal);
        Assert.False(model.CanTell(new Dictionary<string, KeywordWish>(), WordIsolation.Required));
        Assert.True(model.CanTell(new Dictionary<string, KeywordWish>(), WordIsolation.Preferred));
        Assert.Null(model.PlanFor(new Dictionary<string, KeywordWish>(), WordIsolation.Off).SecondLook);
    }

    [Fact]
    public void Model_WithoutOne_DecidesWithoutASecondLook()
    {
        var model = Load(verifier: null);
        Assert.False(model.HasVerifier);
        Assert.Equal((0, 0), (model.VerifierFrames, model.VerifierValues));
        Assert.Null(model.Plan().SecondLook);
        Assert.Throws<InvalidOperationException>(() => model.Verify(new float[198 * 40], new float[12]));
    }

    [Fact]
    public void Verify_InSteadyState_AllocatesNothing()
    {
        var model = Load();
        var features = new float[model.VerifierValues];
        var posteriors = new float[model.LabelCount];
        model.Verify(features, posteriors);
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 50; i++)
                model.Verify(features, posteriors);
        }));
    }

    [Fact]
    public void Verify_WithTheWrongLengths_Throws()
    {
        var model = Load();
        Assert.Throws<ArgumentException>(() => model.Verify(new float[98 * 40], new float[12]));
        Assert.Throws<ArgumentException>(() => model.Verify(new float[198 * 40], new float[11]));
    }

    [Fact]
    public void Verify_AfterDispose_Throws()
    {
        var model = Load();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Verify(new float[198 * 40], new float[12]));
    }

    [Theory]
    [InlineData("thresholds", "{\"yes\":0.9}", true)]
    [InlineData("looks", "5", false)]
    [InlineData("frames", "148", false)]
    public void Continues_AnotherVerifier_OnlyWhereItLooksAlike(string field, string value, bool expected)
    {
        var section = TinyVerifier.Section();
        section[field] = JsonNode.Parse(value);
        Assert.Equal(expected, Load().Continues(Load("1.0.1", section)));
    }

    [Fact]
    public void Continues_WithAndWithoutAVerifier_IsFalse()
    {
        Assert.False(Load().Continues(Load("1.0.1", null)));
        Assert.False(Load("1.0.2", null).Continues(Load("1.0.3")));
    }

    [Fact]
    public void Verifier_ThatHearsAnotherLength_IsRefusedNamingIt()
    {
        var fault = Refused(TinyVerifier.Model(frames: 150));
        Assert.Contains("verifier.inputs[0].shape is [-1, 198, 40]; expected the model's [-1, 150, 40]", fault,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Verifier_WithAnotherOutput_IsRefusedNamingIt() =>
        Assert.Contains("verifier.outputs[0].name is 'posteriors'", Refused(TinyVerifier.Model(output: "scores")),
            StringComparison.Ordinal);

    [Fact]
    public void Verifier_ThatIsNoModel_IsRefusedNamingTheFile() =>
        Assert.Contains("verifier.onnx is no serialised ONNX graph", Refused([1, 2, 3]), StringComparison.Ordinal);

    [Fact]
    public void Verifier_ThatWasTamperedWith_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, verifier: TinyVerifier.Section());
        File.AppendAllText(Path.Combine(folder, "verifier.onnx"), "tampered");
        Assert.Contains("verifier.onnx has", Assert.Throws<InvalidModelPackageException>(() =>
            KeywordModel.Load(folder)).Message, StringComparison.Ordinal);
    }

    private string Refused(byte[] verifier)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, verifier: TinyVerifier.Section(), change: manifest =>
        {
            var file = manifest["files"]![1]!;
            file["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(verifier));
            file["bytes"] = verifier.Length;
        });
        File.WriteAllBytes(Path.Combine(folder, "verifier.onnx"), verifier);
        return Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder)).Message;
    }

    private KeywordModel Load() => Load("1.0.0", TinyVerifier.Section());

    private KeywordModel Load(JsonObject? verifier) => Load("1.0.0", verifier);

    private KeywordModel Load(string version) => Load(version, TinyVerifier.Section());

    private KeywordModel Load(string version, JsonObject? verifier)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, version: version, verifier: verifier);
        _models.Add(KeywordModel.Load(folder, new ModelSessionOptions { MaxBatch = 2 }));
        return _models[^1];
    }

    // A second of one tone, then one of another.
    private static float[] Features(double before, double after)
    {
        float[] samples = [.. Enumerable.Range(0, 197 * 160 + 400).Select(n =>
            0.25f * MathF.Sin((float)(2 * Math.PI * (n < Rate ? before : after) * n / Rate)))];
        return OfflineExtractor.Extract(FeatureSpec.Parse(TinyKeywordModel.FeaturesJson), samples);
    }
}
