using Kws.Detection;

namespace Kws.Models;

/// <summary>How a stream wants a keyword to be told.</summary>
/// <param name="Threshold">Score from which, above 0, at most 1; null: the model's own.</param>
/// <param name="Isolation">Whether it must stand by itself; null: as for the stream's other keywords.</param>
public readonly record struct KeywordWish(float? Threshold = null, WordIsolation? Isolation = null);
