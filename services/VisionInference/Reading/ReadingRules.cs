using Kws.Models;

namespace Kws.VisionInference.Reading;

/// <summary>How a session reads letters. Immutable.</summary>
/// <param name="Labels">Of the model, in the order of the posteriors.</param>
/// <param name="MinimumPosterior">Below it the answer is "not sure".</param>
/// <param name="SmoothingFrames">Frames averaged.</param>
/// <param name="CommitFrames">Frames that a letter, or a gap, must hold.</param>
/// <param name="CommitTime">Time of holding that also does, with two frames or more.</param>
/// <param name="WordPause">Time without a letter that ends a word.</param>
internal sealed record ReadingRules(
    IReadOnlyList<string> Labels,
    float MinimumPosterior,
    int SmoothingFrames,
    int CommitFrames,
    TimeSpan CommitTime,
    TimeSpan WordPause)
{
    /// <summary>The label of a picture without a letter.</summary>
    public const string NothingLabel = "nothing";

    /// <summary>The rules of a model.</summary>
    /// <param name="model">A sign model's manifest.</param>
    /// <param name="wordPause">What the device asks for; null: the model's.</param>
    public static ReadingRules Of(ModelManifest model, TimeSpan? wordPause)
    {
        var settings = model.Reading!;
        return new ReadingRules(
            model.Labels,
            (float)settings.MinimumPosterior,
            settings.SmoothingFrames,
            settings.CommitFrames,
            TimeSpan.FromMilliseconds(settings.CommitMs),
            wordPause ?? TimeSpan.FromMilliseconds(settings.WordPauseMs));
    }

    /// <summary>Whether posteriors of the two mean the same.</summary>
    public bool HasLabelsOf(ReadingRules other) => Labels.SequenceEqual(other.Labels);

    /// <summary>Index of the letter that these posteriors say, or -1: no letter, or not sure of one.</summary>
    public int Decide(ReadOnlySpan<float> posteriors)
    {
        var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(posteriors);
        return posteriors[best] >= MinimumPosterior && Labels[best] != NothingLabel ? best : -1;
    }
}
