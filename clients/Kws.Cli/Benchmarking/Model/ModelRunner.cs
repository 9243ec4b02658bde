using Kws.Models;

namespace Kws.Cli.Benchmarking.Model;

/// <summary>A model of either task as a function from inputs to posteriors.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly IDisposable _model;
    private readonly RunBatch _run;

    private ModelRunner(IDisposable model, int inputValues, int labels, RunBatch run)
    {
        _model = model;
        _run = run;
        InputValues = inputValues;
        Labels = labels;
    }

    private delegate void RunBatch(ReadOnlySpan<float> inputs, int batch, Span<float> posteriors);

    /// <summary>Values of one input.</summary>
    public int InputValues { get; }

    public int Labels { get; }

    /// <summary>The model's verifier, for batches of 1; null without one. Disposed with the model.</summary>
    public ModelRunner? Verifier { get; private init; }

    /// <summary>What hears an unclear clip again, for batches of all its places; null where nothing does. Disposed with
    /// the model.</summary>
    public ModelRunner? Clips { get; private init; }

    /// <summary>Steps of streams that go on; null for a model that keeps no state. Disposed with the model.</summary>
    public ModelRunner? Step { get; private init; }

    public static ModelRunner Open(ModelPackage package, ModelSessionOptions options)
    {
        if (package.Manifest.Task == ModelTask.KeywordSpotting)
        {
            var keyword = KeywordModel.Open(package, options);
            return new ModelRunner(keyword, keyword.FramesPerWindow * keyword.FeatureSpec.Coefficients,
                keyword.LabelCount, keyword.Run)
            {
                Verifier = keyword.HasVerifier
                    ? new ModelRunner(keyword, keyword.VerifierValues, keyword.LabelCount,
                        (inputs, _, posteriors) => keyword.Verify(inputs, posteriors))
                    : null,
                Clips = keyword.Manifest.Clips is null
                    ? null
                    : new ModelRunner(keyword, keyword.ValuesPerWindow, keyword.LabelCount,
                        keyword.HasClipNetwork ? keyword.RunClips : keyword.Run),
                Step = keyword.KeepsState ? StepOf(keyword, options.MaxBatch) : null,
            };
        }
        var sign = SignModel.Open(package, options);
        return new ModelRunner(sign, sign.ValuesPerImage, sign.LabelCount, sign.Run);
    }

    public void Run(ReadOnlySpan<float> inputs, int batch, Span<float> posteriors) => _run(inputs, batch, posteriors);

    public void Dispose() => _model.Dispose();

    private static ModelRunner StepOf(KeywordModel model, int maxBatch)
    {
        StreamState?[] streams = [.. Enumerable.Range(0, maxBatch).Select(_ => model.NewState())];
        return new ModelRunner(model, model.ValuesPerStep, model.LabelCount,
            (inputs, batch, posteriors) => model.Step(inputs, streams.AsSpan(0, batch), posteriors));
    }
}
