using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Sessions;

/// <summary>Models that go on from where a stream was.</summary>
public sealed class StreamingModelTests : IDisposable
{
    private const int Bands = TinyKeywordModel.Bands;
    private const int Window = TinyKeywordModel.Frames;
    private const int Stride = 10;
    private readonly TemporaryFolder _folder = new();
    private readonly List<KeywordModel> _models = [];

    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Step_StreamsInBatchesOfEverySize_EqualsWholeWindows()
    {
        var model = Load();
        var random = new Random(Seed: 5);
        var frames = Enumerable.Range(0, 6).Select(_ => Frames(random, Window + 12 * Stride)).ToArray();
        var states = frames.Select(_ => model.NewState()).ToArray();
        var at = new int[frames.Length];
        for (var stream = 0; stream < frames.Length; stream++)
        {
            var begun = new float[model.LabelCount];
            model.Begin(frames[stream].AsSpan(0, Window * Bands), [states[stream]], begun);
            Assert.Equal(Whole(model, frames[stream], 0), begun);
        }
        // Streams that are at different places, in batches of any of them.
        for (var batch = 0; batch < 40; batch++)
        {
            int[] members = [.. Enumerable.Range(0, frames.Length).Where(n => at[n] < 12 && random.Next(2) > 0)];
            if (members.Length == 0)
                continue;
            float[] steps = [.. members.SelectMany(n =>
                frames[n].AsSpan((Window + at[n] * Stride) * Bands, Stride * Bands).ToArray())];
            var posteriors = new float[members.Length * model.LabelCount];
            model.Step(steps, [.. members.Select(n => states[n])], posteriors);
            for (var i = 0; i < members.Length; i++)
            {
                var expected = Whole(model, frames[members[i]], ++at[members[i]]);
                for (var label = 0; label < expected.Length; label++)
                    Assert.Equal(expected[label], posteriors[i * expected.Length + label], 1e-4f);
            }
        }
    }

    [Fact]
    public void Begin_WithStreamsThatNobodyGoesOnWith_AnswersAsRun()
    {
        var model = Load();
        var windows = Frames(new Random(Seed: 6), 2 * Window);
        var (begun, run) = (new float[2 * model.LabelCount], new float[2 * model.LabelCount]);
        model.Begin(windows, [null, null], begun);
        model.Run(windows, 2, run);
        Assert.Equal(run, begun);
    }

    [Fact]
    public void Begin_StreamThatWasSomewhereElse_ForgetsIt()
    {
        var model = Load();
        var (one, other) = (Frames(new Random(Seed: 7), Window + Stride), Frames(new Random(Seed: 8), Window + Stride));
        var state = model.NewState();
        var posteriors = new float[model.LabelCount];
        model.Begin(one.AsSpan(0, Window * Bands), [state], posteriors);
        model.Step(one.AsSpan(Window * Bands), [state], posteriors);
        model.Begin(other.AsSpan(0, Window * Bands), [state], posteriors);
        model.Step(other.AsSpan(Window * Bands), [state], posteriors);
        var expected = Whole(model, other, 1);
        for (var label = 0; label < expected.Length; label++)
            Assert.Equal(expected[label], posteriors[label], 1e-4f);
    }

    [Fact]
    public void Step_OnceABatchOfThatSizeWasRun_AllocatesNothing()
    {
        var model = Load();
        StreamState?[] states = [model.NewState(), model.NewState(), model.NewState()];
        var windows = Frames(new Random(Seed: 9), 3 * Window);
        var steps = Frames(new Random(Seed: 10), 3 * Stride);
        var posteriors = new float[3 * model.LabelCount];
        model.Begin(windows, states, posteriors);
        model.Step(steps, states, posteriors);
        Assert.Equal(0, Allocations.LeastOf(() => model.Step(steps, states, posteriors)));
    }

    [Fact]
    public void NewState_TellsItsMemoryAndItsModel()
    {
        var model = Load();
        var state = model.NewState();
        Assert.Same(model, state.Model);
        Assert.Equal(97 * 12 * 4, state.HeldBytes);
        Assert.True(model.KeepsState);
        Assert.Equal(Stride * Bands, model.ValuesPerStep);
    }

    [Fact]
    public void Step_ModelThatKeepsNothing_SaysSo()
    {
        var model = Load(streams: false);
        Assert.False(model.KeepsState);
        var posteriors = new float[model.LabelCount];
        Assert.Contains("keeps nothing to go on from", Assert.Throws<InvalidOperationException>(() =>
            model.Step(new float[Stride * Bands], [model.NewState()], posteriors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_FramesThatDoNotFit_AreRefused()
    {
        var model = Load();
        var posteriors = new float[model.LabelCount];
        Assert.Contains("expected 400", Assert.Throws<ArgumentException>(() =>
            model.Step(new float[Bands], [model.NewState()], posteriors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelWhoseStepsAnswerOtherwise_IsRefused() => Assert.Contains("for the whole window; expected",
        Refused(TinyKeywordModel.StreamingModel(remembered: 108)), StringComparison.Ordinal);

    [Fact]
    public void Load_ModelWithoutTheStatesOfItsManifest_IsRefused() => Assert.Contains(
        "streaming.states[0].input.name is 'history_0'; expected a tensor of the model: features",
        Refused(TinyKeywordModel.Model()), StringComparison.Ordinal);

    [Fact]
    public void Load_ManifestWithoutTheStatesOfTheModel_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(
            _folder.Path, streams: true, change: manifest => manifest.Remove("streaming"));
        Assert.Contains("inputs is 'a list without history_0'; expected every tensor of the model",
            Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder)).Message,
            StringComparison.Ordinal);
    }

    private string Refused(byte[] model)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, streams: true, change: manifest =>
            manifest["files"]![0] = new JsonObject
            {
                ["path"] = "model.onnx",
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model)),
                ["bytes"] = model.Length,
            });
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        return Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder)).Message;
    }

    private static float[] Whole(KeywordModel model, float[] frames, int strides)
    {
        var posteriors = new float[model.LabelCount];
        model.Run(frames.AsSpan(strides * Stride * Bands, Window * Bands), 1, posteriors);
        return posteriors;
    }

    private static float[] Frames(Random random, int count)
    {
        var frames = new float[count * Bands];
        foreach (ref var value in frames.AsSpan())
            value = 14 * random.NextSingle() - 14;
        return frames;
    }

    private KeywordModel Load(bool streams = true)
    {
        var model = KeywordModel.Load(TinyKeywordModel.WritePackage(_folder.Path, streams: streams));
        _models.Add(model);
        return model;
    }
}
