using Kws.Detection;
using Kws.Features;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>Runs a model over a recording as a live stream is heard: a window every stride, on the same grid; and its
/// verifier wherever a detector may ask for it.</summary>
/// <param name="model">The model.</param>
/// <param name="heardAs">Says how posteriors become scores and whether the verifier is used; null: the model's own
/// manifest.</param>
public sealed class StreamListener(KeywordModel model, ModelManifest? heardAs = null)
{
    private const int BatchSize = 64;

    // Shorter parts would spend more on their first windows than they save.
    private const int LeastSteps = 8;

    private readonly ModelManifest _manifest = heardAs ?? model.Manifest;

    /// <summary>Posteriors of all decisions, row-major [decisions, labels].</summary>
    public float[] Listen(ReadOnlySpan<float> samples) => Decide(FramesOf(samples));

    /// <summary>All that is needed to score a recording.</summary>
    /// <param name="kind">For grouping, such as <c>noise</c>.</param>
    /// <param name="samples">At the model's rate.</param>
    /// <param name="spoken">The keywords that are in it.</param>
    public HeardRecording Hear(string kind, ReadOnlySpan<float> samples, IReadOnlyList<SpokenWord> spoken)
    {
        var frames = FramesOf(samples);
        var posteriors = Decide(frames);
        var looks = _manifest.Verifier is not null && model.HasVerifier ? Look(frames, posteriors) : null;
        return new HeardRecording(kind, posteriors, spoken, samples.Length) { Looks = looks };
    }

    private float[] FramesOf(ReadOnlySpan<float> samples)
    {
        var frontEnd = new StreamingFrontEnd(model.FeatureSpec);
        var frames = new float[frontEnd.FramesFor(samples.Length) * model.FeatureSpec.Coefficients];
        frontEnd.Process(samples, frames);
        return frames;
    }

    private float[] Decide(float[] frames)
    {
        var frameCount = frames.Length / model.FeatureSpec.Coefficients;
        var decisions = frameCount < model.FramesPerWindow
            ? 0
            : 1 + ((frameCount - model.FramesPerWindow) / model.StrideFrames);
        var posteriors = new float[decisions * model.LabelCount];
        if (model.KeepsState)
            Follow(frames, decisions, posteriors);
        else
            HearWindows(frames, decisions, posteriors);
        return posteriors;
    }

    private void HearWindows(float[] frames, int decisions, float[] posteriors)
    {
        var windowValues = model.ValuesPerWindow;
        var batch = new float[BatchSize * windowValues];
        for (var at = 0; at < decisions; at += BatchSize)
        {
            var count = Math.Min(BatchSize, decisions - at);
            for (var i = 0; i < count; i++)
                Window(frames, at + i).CopyTo(batch.AsSpan(i * windowValues));
            model.Run(batch.AsSpan(0, count * windowValues), count,
                posteriors.AsSpan(at * model.LabelCount, count * model.LabelCount));
        }
    }

    /// <summary>As many streams at once as fill a batch, each of a part of the recording: it begins with a window,
    /// which answers as if it had heard all before it.</summary>
    private void Follow(float[] frames, int decisions, float[] posteriors)
    {
        var labels = model.LabelCount;
        var each = Math.Max(LeastSteps, (decisions + BatchSize - 1) / BatchSize);
        var parts = (decisions + each - 1) / each;
        StreamState?[] streams = [.. Enumerable.Range(0, parts).Select(_ => model.NewState())];
        float[] batch = new float[parts * model.ValuesPerWindow], answers = new float[parts * labels];
        for (var step = 0; step < Math.Min(each, decisions); step++)
        {
            // The last part may be shorter.
            var count = (decisions - step + each - 1) / each;
            var values = step == 0 ? model.ValuesPerWindow : model.ValuesPerStep;
            for (var part = 0; part < count; part++)
                Window(frames, (part * each) + step)[^values..].CopyTo(batch.AsSpan(part * values));
            var heard = batch.AsSpan(0, count * values);
            var known = streams.AsSpan(0, count);
            if (step == 0)
                model.Begin(heard, known, answers.AsSpan(0, count * labels));
            else
                model.Step(heard, known, answers.AsSpan(0, count * labels));
            for (var part = 0; part < count; part++)
                answers.AsSpan(part * labels, labels).CopyTo(posteriors.AsSpan(((part * each) + step) * labels));
        }
    }

    private ReadOnlySpan<float> Window(float[] frames, int decision) =>
        frames.AsSpan(decision * model.StrideFrames * model.FeatureSpec.Coefficients, model.ValuesPerWindow);

    private SecondLooks Look(float[] frames, float[] posteriors)
    {
        var detection = _manifest.Detection!;
        var smoothing = new Smoothing(detection.SmoothingWindows, detection.EarlyWindows, detection.EarlyOdds);
        var floor = detection.Thresholds.Values.Append(SecondLooks.LowestThreshold).Min();
        // Without thresholds: it smooths and reports nothing.
        var scores = new KeywordDetector(
            new DetectionPlan(model.Labels, new Dictionary<string, float>(), smoothing, 0, 1), 0, 0);
        int[] keywords = [.. model.Keywords.Select(keyword => model.Labels.ToList().IndexOf(keyword))];
        var decisions = new List<int>();
        var answers = new List<float>();
        float[] heard = new float[model.VerifierValues], answer = new float[model.LabelCount];
        for (var at = 0; at < posteriors.Length; at += model.LabelCount)
        {
            scores.Decide(posteriors.AsSpan(at, model.LabelCount));
            if (!Reaches(scores.Scores, keywords, floor))
                continue;
            var decision = at / model.LabelCount;
            CopyUntil(frames, (decision * model.StrideFrames) + model.FramesPerWindow, heard);
            model.Verify(heard, answer);
            decisions.Add(decision);
            answers.AddRange(answer);
        }
        return new SecondLooks(floor, smoothing, [.. decisions], [.. answers]);
    }

    private static bool Reaches(ReadOnlySpan<float> scores, int[] keywords, float floor)
    {
        foreach (var keyword in keywords)
        {
            if (scores[keyword] >= floor)
                return true;
        }
        return false;
    }

    // The recording's first frame stands for those before it, as in the service.
    private void CopyUntil(float[] frames, int end, Span<float> to)
    {
        var values = model.FeatureSpec.Coefficients;
        var missing = Math.Max(0, model.VerifierFrames - end);
        frames.AsSpan((end - model.VerifierFrames + missing) * values, (model.VerifierFrames - missing) * values)
            .CopyTo(to[(missing * values)..]);
        for (var frame = 0; frame < missing; frame++)
            frames.AsSpan(0, values).CopyTo(to[(frame * values)..]);
    }
}
