namespace Kws.Audio;

/// <summary>Whole recordings to one channel: the mean, or the loudest channel where the mean loses more than
/// 6 dB.</summary>
internal static class MonoMix
{
    private const int BlockFrames = 4_096;

    /// <summary>Decodes frames into one channel.</summary>
    /// <param name="format">Of the frames.</param>
    /// <param name="data">Whole frames.</param>
    /// <param name="mono">[frames]; written.</param>
    /// <returns>The channel that is heard alone, from 0 on, or <see cref="ChannelLevels.Mean"/>.</returns>
    /// <exception cref="InvalidAudioException">A sample that is not finite, or far beyond full scale.</exception>
    public static int Decode(WavFormat format, ReadOnlySpan<byte> data, Span<float> mono)
    {
        if (format.Channels == 1)
        {
            PcmDecoder.Decode(format.Encoding, data, mono);
            return ChannelLevels.Mean;
        }
        var block = new float[BlockFrames * format.Channels];
        var levels = new ChannelLevels(format.Channels);
        for (var done = 0; done < mono.Length; done += BlockFrames)
        {
            var frames = DecodeBlock(format, data, done, mono.Length, block);
            for (var i = 0; i < frames; i++)
                mono[done + i] = levels.Add(block.AsSpan(i * format.Channels, format.Channels));
        }
        var alone = levels.Choose(ChannelLevels.Mean);
        if (alone != ChannelLevels.Mean)
            Pick(format, data, alone, block, mono);
        return alone;
    }

    /// <summary>What to tell about a choice.</summary>
    public static IEnumerable<string> Warnings(int channels, int alone) => alone == ChannelLevels.Mean ? [] :
        [$"channel {alone + 1} of {channels} is heard alone: the mean of all is more than 6 dB below it"];

    private static void Pick(WavFormat format, ReadOnlySpan<byte> data, int channel, float[] block, Span<float> mono)
    {
        for (var done = 0; done < mono.Length; done += BlockFrames)
        {
            var frames = DecodeBlock(format, data, done, mono.Length, block);
            for (var i = 0; i < frames; i++)
                mono[done + i] = block[i * format.Channels + channel];
        }
    }

    private static int DecodeBlock(WavFormat format, ReadOnlySpan<byte> data, int done, int all, float[] block)
    {
        var frames = Math.Min(BlockFrames, all - done);
        PcmDecoder.Decode(format.Encoding, data.Slice(done * format.BytesPerFrame, frames * format.BytesPerFrame),
            block);
        return frames;
    }
}
