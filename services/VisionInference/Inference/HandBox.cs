using Kws.Models;
using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Inference;

/// <summary>A sign model's <see cref="SignModel.HandOutput"/> as a part of the picture.</summary>
internal static class HandBox
{
    // Below it the finder's mask reaches nowhere what counts as hand when the box is measured.
    private const float LeastSureness = 0.5f;

    /// <param name="hand">Middle across and down, half side, sureness; empty: the model tells it not.</param>
    /// <param name="seen">What the model saw, in shares of the upright picture.</param>
    /// <returns>The square around the hand within what was seen, in shares of the upright picture; null: there is no
    /// hand.</returns>
    public static RegionOfInterest? Find(ReadOnlySpan<float> hand, RegionOfInterest seen)
    {
        // Also what is no number.
        if (hand is not [var across, var down, var half, >= LeastSureness])
            return null;
        var box = new RegionOfInterest(
            Share(across - half), Share(down - half), Share(across + half), Share(down + half));
        return box.Left < box.Right && box.Top < box.Bottom ? seen.Of(box) : null;
    }

    private static float Share(float place) => Math.Clamp((place + 1) / 2, 0, 1);
}
