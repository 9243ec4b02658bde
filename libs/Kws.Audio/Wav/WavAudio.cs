namespace Kws.Audio;

/// <summary>Decoded audio.</summary>
/// <param name="SampleRateHz">4000 to 192000.</param>
/// <param name="Channels">Of the file, 1 to 16.</param>
/// <param name="Encoding">Of the file.</param>
/// <param name="Mono">The mean of the channels, full scale 1.0.</param>
/// <param name="IsTruncated">The data chunk claims more bytes than the file has, as in recordings that were cut
/// off.</param>
public sealed record WavAudio(int SampleRateHz, int Channels, PcmEncoding Encoding, float[] Mono, bool IsTruncated)
{
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Mono.Length / SampleRateHz);
}
