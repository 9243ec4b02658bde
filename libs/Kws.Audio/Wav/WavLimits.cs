namespace Kws.Audio;

/// <summary>What <see cref="WavReader"/> accepts.</summary>
/// <param name="MaxBytes">Of the whole file; also bounds the memory used while reading a stream.</param>
/// <param name="MaxSamples">A channel.</param>
public sealed record WavLimits(int MaxBytes = 64 << 20, int MaxSamples = 16 << 20)
{
    public const int MaxChannels = 16;
    public const int MinSampleRateHz = 4_000;
    public const int MaxSampleRateHz = 192_000;

    public static WavLimits Default { get; } = new();
}
