namespace Kws.Evaluation;

/// <summary>A recording of one word.</summary>
/// <param name="Word">What is said, by the name of its folder.</param>
/// <param name="Samples">Mono at the model's rate, in [-1, 1].</param>
public sealed record LabelledClip(string Word, float[] Samples);
