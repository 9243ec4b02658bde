namespace Kws.AudioInference.Classification;

/// <summary>A decoded clip.</summary>
/// <param name="SampleRateHz">Its own rate.</param>
/// <param name="Samples">Mono, in [-1, 1].</param>
internal sealed record ClipAudio(int SampleRateHz, float[] Samples)
{
    /// <summary>What was left out or chosen when it was read, in words for the caller.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
