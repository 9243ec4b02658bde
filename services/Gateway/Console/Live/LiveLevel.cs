using Kws.Audio;

namespace Kws.Gateway.Console.Live;

/// <summary>How loud a piece of audio is.</summary>
internal static class LiveLevel
{
    private const double Quietest = 1e-3;

    /// <summary>The effective level in dB below full scale, -60 at least.</summary>
    /// <param name="audio">Whole samples.</param>
    /// <param name="encoding">Of the samples.</param>
    public static double Of(ReadOnlySpan<byte> audio, PcmEncoding encoding)
    {
        var samples = new float[audio.Length / PcmDecoder.BytesPerSample(encoding)];
        if (samples.Length == 0)
            return 20 * Math.Log10(Quietest);
        PcmDecoder.Decode(encoding, audio, samples);
        var squares = 0.0;
        foreach (var sample in samples)
            squares += sample * sample;
        return 20 * Math.Log10(Math.Max(Math.Sqrt(squares / samples.Length), Quietest));
    }
}
