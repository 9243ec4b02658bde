namespace Kws.Evaluation;

/// <summary>A keyword that no event of its label came for in time.</summary>
/// <param name="Recording">Number of its recording among those scored, from 0.</param>
/// <param name="Label">What was said.</param>
/// <param name="StartSeconds">Where in the recording the word starts.</param>
public sealed record MissedWord(int Recording, string Label, double StartSeconds);
