using System.Runtime.InteropServices;
using Kws.Audio;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Wyoming;

/// <summary>What a client's audio is made of.</summary>
/// <param name="RateHz">Samples a second.</param>
/// <param name="Width">Bytes of a sample, 1 to 4: of one byte without a sign, else with one, little-endian.</param>
/// <param name="Channels">1 to 8, which are averaged.</param>
internal sealed record WakeAudio(int RateHz, int Width, int Channels)
{
    private const int MaxChannels = 8;
    private const int MaxWidth = 4;

    private PcmEncoding Encoding => Width switch
    {
        1 => PcmEncoding.U8,
        2 => PcmEncoding.S16Le,
        3 => PcmEncoding.S24Le,
        _ => PcmEncoding.S32Le,
    };

    /// <summary>Of the fields of an event.</summary>
    /// <exception cref="InvalidRequestException">Audio of this kind is not listened to.</exception>
    public static WakeAudio Read(MessageFields data)
    {
        var audio = new WakeAudio(data.Number("rate"), data.Number("width"), data.Number("channels"));
        if (audio.RateHz is < WavLimits.MinSampleRateHz or > WavLimits.MaxSampleRateHz)
            throw new InvalidRequestException("rate", audio.RateHz,
                $"{WavLimits.MinSampleRateHz} to {WavLimits.MaxSampleRateHz} samples a second");
        if (audio.Width is < 1 or > MaxWidth)
            throw new InvalidRequestException("width", audio.Width, $"1 to {MaxWidth} bytes a sample");
        return audio.Channels is >= 1 and <= MaxChannels
            ? audio
            : throw new InvalidRequestException("channels", audio.Channels, $"1 to {MaxChannels}");
    }

    /// <summary>The audio as s16le of one channel.</summary>
    /// <exception cref="InvalidRequestException">It ends within a sample.</exception>
    public ReadOnlyMemory<byte> ToMono(ReadOnlyMemory<byte> pcm)
    {
        var frameBytes = Width * Channels;
        if (pcm.Length % frameBytes != 0)
            throw new InvalidRequestException("payload_length", pcm.Length, $"whole samples of {frameBytes} bytes");
        if (Encoding == PcmEncoding.S16Le && Channels == 1)
            return pcm;
        var samples = new float[pcm.Length / Width];
        PcmDecoder.Decode(Encoding, pcm.Span, samples);
        var mono = new byte[pcm.Length / frameBytes * sizeof(short)];
        Pcm16.FromFloats(Mean(samples), MemoryMarshal.Cast<byte, short>(mono.AsSpan()));
        return mono;
    }

    private float[] Mean(float[] samples)
    {
        if (Channels == 1)
            return samples;
        var mean = new float[samples.Length / Channels];
        for (var i = 0; i < samples.Length; i++)
            mean[i / Channels] += samples[i] / Channels;
        return mean;
    }
}
