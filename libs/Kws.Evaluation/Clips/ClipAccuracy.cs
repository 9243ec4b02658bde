using Kws.Detection;
using Kws.Features;
using Kws.Models;

namespace Kws.Evaluation;

/// <summary>
/// Accuracy of a model on clips of one word each. A clip shorter than the window is padded with zeros at its
/// end; of a longer one the first window counts, as in the published figures on one-second clips. A window that is not
/// clear is heard again where the model's manifest says so, as <c>Classify</c> does.
/// </summary>
public static class ClipAccuracy
{
    private const int BatchSize = 32;

    /// <summary>The answers to all clips and silences.</summary>
    /// <param name="model">Used by this call alone while it runs.</param>
    /// <param name="clips">Words that are no label count as <c>unknown</c>.</param>
    /// <param name="silences">Windows without speech; they count as <c>silence</c>.</param>
    /// <param name="progress">Told the number of windows answered and the number of all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static ConfusionMatrix Measure(
        KeywordModel model, IReadOnlyList<LabelledClip> clips, IReadOnlyList<float[]> silences,
            Action<int, int>? progress = null, CancellationToken cancellationToken = default)
    {
        var matrix = new ConfusionMatrix(model.Labels);
        int unknown = FillerIndex(model, "unknown"), silence = FillerIndex(model, "silence");
        (float[] Samples, int Label)[] windows =
        [
            .. clips.Select(clip => (clip.Samples, LabelOf(model, clip.Word, unknown))),
            .. silences.Select(samples => (samples, silence)),
        ];
        var spec = model.FeatureSpec;
        var windowSamples = ((model.FramesPerWindow - 1) * spec.HopSamples) + spec.FrameLengthSamples;
        var values = model.FramesPerWindow * spec.Coefficients;
        float[] features = new float[BatchSize * values], posteriors = new float[BatchSize * model.LabelCount],
            window = new float[windowSamples];
        var frontEnd = new StreamingFrontEnd(spec);
        for (var at = 0; at < windows.Length; at += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, windows.Length - at);
            for (var i = 0; i < count; i++)
            {
                var samples = windows[at + i].Samples;
                Array.Clear(window);
                samples.AsSpan(0, Math.Min(samples.Length, windowSamples)).CopyTo(window);
                frontEnd.Reset();
                frontEnd.Process(window, features.AsSpan(i * values, values));
            }
            model.Run(features.AsSpan(0, count * values), count, posteriors.AsSpan(0, count * model.LabelCount));
            for (var i = 0; i < count; i++)
            {
                var own = posteriors.AsSpan(i * model.LabelCount, model.LabelCount);
                if (ClipHearing.IsUnsure(model, own))
                    HearAgain(model, features.AsSpan(i * values, values), own);
                matrix.Add(windows[at + i].Label, Best(own));
            }
            progress?.Invoke(at + count, windows.Length);
        }
        return matrix;
    }

    private static void HearAgain(KeywordModel model, ReadOnlySpan<float> frames, Span<float> posteriors)
    {
        ClipHearing.Average(posteriors, ClipHearing.Run(model, frames, ClipHearing.FurtherStarts(model, 0)));
    }

    private static int Best(ReadOnlySpan<float> posteriors)
    {
        var best = 0;
        for (var i = 1; i < posteriors.Length; i++)
            if (posteriors[i] > posteriors[best])
                best = i;
        return best;
    }

    private static int LabelOf(KeywordModel model, string word, int unknown)
    {
        for (var i = 0; i < model.LabelCount; i++)
            if (model.Labels[i] == word && !DetectionPlan.Fillers.Contains(word))
                return i;
        return unknown;
    }

    private static int FillerIndex(KeywordModel model, string filler)
    {
        for (var i = 0; i < model.LabelCount; i++)
            if (model.Labels[i] == filler)
                return i;
        throw new ArgumentException($"the model has no label '{filler}'; it has {string.Join(", ", model.Labels)}",
            nameof(model));
    }
}
