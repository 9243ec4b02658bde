using Kws.Gateway.Http.Clips;

namespace Kws.Gateway.Http.Signs;

/// <summary>Which letter a picture shows.</summary>
/// <param name="Letter">The likeliest; empty: no hand was seen.</param>
/// <param name="Posterior">Its share, 0 to 1.</param>
/// <param name="Confident">Whether it would be told as a letter.</param>
/// <param name="Letters">Best first.</param>
/// <param name="Model">That saw it.</param>
/// <param name="Timings">Where the time went.</param>
internal sealed record SignAnswer(
    string Letter,
    double Posterior,
    bool Confident,
    IReadOnlyList<RankedLetter> Letters,
    ModelName Model,
    SignTimings Timings);

/// <param name="Letter">A to Y without J.</param>
/// <param name="Posterior">0 to 1.</param>
internal sealed record RankedLetter(string Letter, double Posterior);

/// <summary>Milliseconds.</summary>
internal sealed record SignTimings(double DecodeMs, double QueueMs, double InferenceMs);

/// <summary>How to look at a picture.</summary>
/// <param name="Mirror">The camera shows a mirror image: it is flipped left to right first.</param>
/// <param name="RotateDegrees">0, 90, 180 or 270 clockwise, after the picture's own orientation.</param>
/// <param name="Region">Where the hand is, as shares of the picture: left, top, right, bottom; null: anywhere.</param>
/// <param name="Top">How many letters are told; 0: 3.</param>
internal sealed record PictureView(bool Mirror, int RotateDegrees, IReadOnlyList<float>? Region, int Top);
