using Kws.Dsp;

namespace Kws.Cli.Audio;

/// <summary>Feature frames of one recording.</summary>
/// <param name="Values">Row-major [Frames, ValuesPerFrame].</param>
internal sealed record FeatureMatrix(FeatureSpec Spec, float[] Values, int ValuesPerFrame)
{
    public int Frames => ValuesPerFrame == 0 ? 0 : Values.Length / ValuesPerFrame;

    public ReadOnlySpan<float> Frame(int index) => Values.AsSpan(index * ValuesPerFrame, ValuesPerFrame);
}
