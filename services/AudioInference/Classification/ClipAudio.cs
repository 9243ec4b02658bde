namespace Kws.AudioInference.Classification;

/// <summary>A decoded clip.</summary>
/// <param name="SampleRateHz">Its own rate.</param>
/// <param name="Samples">Mono, in [-1, 1].</param>
internal sealed record ClipAudio(int SampleRateHz, float[] Samples);
