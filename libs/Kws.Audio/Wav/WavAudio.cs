namespace Kws.Audio;

/// <summary>Decoded audio.</summary>
/// <param name="SampleRateHz">4000 to 192000.</param>
/// <param name="Channels">Of the file, 1 to 16.</param>
/// <param name="Encoding">Of the file.</param>
/// <param name="Mono">The mean of the channels, or the loudest where the mean loses more than 6 dB; full scale
/// 1.0.</param>
/// <param name="IsTruncated">The data chunk claims a number of bytes that the file does not have, as in recordings that
/// were cut off.</param>
public sealed record WavAudio(int SampleRateHz, int Channels, PcmEncoding Encoding, float[] Mono, bool IsTruncated)
{
    /// <summary>What was left out or chosen, in words for whoever sent the file.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Mono.Length / SampleRateHz);
}
