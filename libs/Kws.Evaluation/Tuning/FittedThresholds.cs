namespace Kws.Evaluation;

/// <summary>Thresholds fitted to a false-alarm target.</summary>
/// <param name="Values">By keyword.</param>
/// <param name="Limited">Keywords whose threshold stopped at the miss limit while false alarms were still above the
/// target.</param>
public sealed record FittedThresholds(IReadOnlyDictionary<string, float> Values, IReadOnlyList<string> Limited);
