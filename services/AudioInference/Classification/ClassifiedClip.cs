using Kws.Models;

namespace Kws.AudioInference.Classification;

/// <summary>What a clip was taken for.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Posteriors">By the model's labels, of the window that decided.</param>
/// <param name="FirstSample">Where that window begins in the clip, at the clip's rate; 0 for clips shorter than a
/// window.</param>
/// <param name="Timings">Where the time went.</param>
internal sealed record ClassifiedClip(KeywordModel Model, float[] Posteriors, long FirstSample, ClipTimings Timings);

/// <summary>Where the time of a classification went.</summary>
internal readonly record struct ClipTimings(TimeSpan Features, TimeSpan Queue, TimeSpan Inference);
