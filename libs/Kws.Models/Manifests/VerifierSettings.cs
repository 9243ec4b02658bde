using Kws.Detection;

namespace Kws.Models;

/// <summary>A larger network that looks a second time before a keyword is told: section <c>verifier</c> of a keyword
/// model's manifest.</summary>
public sealed record VerifierSettings
{
    /// <summary>Name of the verifier's input, <c>[-1, frames, coefficients]</c>.</summary>
    public const string InputName = "features";

    /// <summary>Name of the verifier's output, <c>[-1, labels]</c>.</summary>
    public const string OutputName = "posteriors";

    /// <summary>The package's file that holds the network.</summary>
    public string File { get; init; } = PackageFileRules.VerifierFile;

    /// <summary>Feature frames that it hears, the last of them the last of the window that is decided: from the model's
    /// own window to 1000.</summary>
    public int Frames { get; init; }

    /// <summary>Decisions of one crossing that it may look at, 1 .. 100. Default 6.</summary>
    public int Looks { get; init; } = 6;

    /// <summary>Posterior from which it confirms a keyword, above 0 .. 1, by label. Keywords left out have
    /// 0.5.</summary>
    public IReadOnlyDictionary<string, float> Thresholds { get; init; } = new Dictionary<string, float>();

    /// <summary>Score at which the first network tells a keyword where it decides alone
    /// (<see cref="WordIsolation.Off"/>), above 0 .. 1, by label. Keywords left out have the one that they have with
    /// the verifier.</summary>
    public IReadOnlyDictionary<string, float> Alone { get; init; } = new Dictionary<string, float>();

    /// <summary>The rules of a stream's second looks.</summary>
    /// <param name="framesPerWindow">Of the model's own window.</param>
    /// <param name="strideFrames">From one decision to the next.</param>
    /// <param name="thresholds">By keyword, in place of <see cref="Thresholds"/>.</param>
    /// <param name="sure">By keyword, the score from which it needs no look; absent: none.</param>
    /// <exception cref="ArgumentException">A threshold is out of range.</exception>
    public SecondLookRules RulesFor(
        int framesPerWindow, int strideFrames, IReadOnlyDictionary<string, float>? thresholds = null,
        IReadOnlyDictionary<string, float>? sure = null)
    {
        // A part of a decision counts whole.
        var context = (Frames - framesPerWindow + strideFrames - 1) / strideFrames;
        return new SecondLookRules(Looks, context, thresholds ?? Thresholds, sure);
    }

    /// <summary>Whether a stream may go over from one to the other: all but the thresholds and the weights is
    /// equal.</summary>
    public static bool LookAlike(VerifierSettings? one, VerifierSettings? other) =>
        (one?.Frames, one?.Looks) == (other?.Frames, other?.Looks);
}
