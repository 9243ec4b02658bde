using System.Globalization;
using Kws.Audio;

namespace Kws.AudioInference.Streaming;

/// <summary>Turns the chunks of one device into consecutive samples at the model's rate. One caller at a
/// time.</summary>
internal sealed class AudioIntake
{
    private readonly PcmEncoding _encoding;
    private readonly StreamingResampler? _resampler;
    private readonly WordClips? _clips;
    // Of the thread and not of the stream: what is read is used before the thread reads for another one.
    [ThreadStatic]
    private static float[]? t_decoded;
    [ThreadStatic]
    private static float[]? t_resampled;


    /// <param name="settings">The device's format.</param>
    /// <param name="modelRateHz">Rate to resample to.</param>
    /// <param name="acceptedSample">Position from which audio is taken.</param>
    /// <param name="clips">Also get the audio, at the device's rate; null: none.</param>
    public AudioIntake(SpotSettings settings, int modelRateHz, long acceptedSample, WordClips? clips)
    {
        _encoding = settings.Encoding;
        _clips = clips;
        ReceivedEnd = acceptedSample;
        MaxChunkSamples = settings.SampleRateHz;
        MaxReadSamples = MaxChunkSamples / 10;
        if (settings.SampleRateHz != modelRateHz)
            _resampler = new StreamingResampler(settings.SampleRateHz, modelRateHz);
    }

    /// <summary>Position one past the last sample received.</summary>
    public long ReceivedEnd { get; private set; }

    /// <summary>Most samples of one chunk: a second.</summary>
    public int MaxChunkSamples { get; }

    /// <summary>Most samples that one call of <see cref="Read"/> takes.</summary>
    public int MaxReadSamples { get; }

    public int BytesPerSample => PcmDecoder.BytesPerSample(_encoding);

    /// <summary>Bytes at the begin of a chunk that were received before.</summary>
    /// <exception cref="InvalidAudioException">Not whole samples, too long, before the recording or beyond what was
    /// received.</exception>
    public int BytesToSkip(int bytes, long firstSample)
    {
        if (bytes % BytesPerSample != 0)
            throw Invalid("chunk.pcm", $"{bytes} bytes", $"a whole number of samples of {BytesPerSample} bytes");
        if (bytes / BytesPerSample > MaxChunkSamples)
            throw Invalid("chunk.pcm", $"{bytes} bytes", $"at most 1 s, {MaxChunkSamples * BytesPerSample} bytes");
        if (firstSample < 0 || firstSample > ReceivedEnd)
            throw Invalid("chunk.first_sample_index", firstSample.ToString(CultureInfo.InvariantCulture),
                $"0 to {ReceivedEnd}, the end of the audio received: no hole");
        return (int)Math.Min(bytes, (ReceivedEnd - firstSample) * BytesPerSample);
    }

    /// <summary>Takes up to <see cref="MaxReadSamples"/> samples that follow those received.</summary>
    /// <returns>Samples at the model's rate; valid until this thread reads for any stream.</returns>
    /// <exception cref="InvalidAudioException">A sample that is not finite.</exception>
    public ReadOnlySpan<float> Read(ReadOnlySpan<byte> pcm)
    {
        var samples = Scratch(ref t_decoded, pcm.Length / BytesPerSample);
        PcmDecoder.Decode(_encoding, pcm, samples);
        _clips?.Add(samples);
        ReceivedEnd += samples.Length;
        return Resample(samples);
    }

    /// <summary>Digital silence after the end, not counted as received.</summary>
    /// <returns>As <see cref="Read"/>.</returns>
    public ReadOnlySpan<float> ReadSilence()
    {
        var silence = Scratch(ref t_decoded, MaxReadSamples);
        silence.Clear();
        return Resample(silence);
    }

    private ReadOnlySpan<float> Resample(ReadOnlySpan<float> samples)
    {
        if (_resampler is null)
            return samples;
        var resampled = Scratch(ref t_resampled, _resampler.MaxOutput(samples.Length));
        return resampled[.._resampler.Process(samples, resampled)];
    }

    private static Span<float> Scratch(ref float[]? scratch, int length)
    {
        if (scratch is null || scratch.Length < length)
            scratch = new float[length];
        return scratch.AsSpan(0, length);
    }

    private static InvalidAudioException Invalid(string field, string value, string limit) => new(field, value, limit);
}
