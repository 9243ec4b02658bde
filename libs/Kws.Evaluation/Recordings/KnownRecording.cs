namespace Kws.Evaluation;

/// <summary>A keyword spoken from sample <paramref name="Start"/> to <paramref name="End"/> of a recording.</summary>
public sealed record SpokenWord(string Label, int Start, int End);

/// <summary>A long recording and the keywords spoken in it, by start.</summary>
/// <param name="Samples">At 16 kHz, rounded to 16 bits.</param>
public sealed record KnownRecording(float[] Samples, IReadOnlyList<SpokenWord> Spoken);
