using Kws.Audio;

namespace Kws.Evaluation;

/// <summary>Whole signals at another rate.</summary>
public static class RateConversion
{
    /// <summary>The signal at <paramref name="toHz"/>; the same array when the rates are equal.</summary>
    public static float[] Convert(float[] samples, int fromHz, int toHz)
    {
        if (fromHz == toHz)
            return samples;
        var resampler = new StreamingResampler(fromHz, toHz);
        var output = new float[resampler.MaxOutput(samples.Length) + resampler.MaxFlush];
        var count = resampler.Process(samples, output);
        count += resampler.Flush(output.AsSpan(count));
        return output[..count];
    }
}
