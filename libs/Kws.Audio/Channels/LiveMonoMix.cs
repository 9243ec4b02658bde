namespace Kws.Audio;

/// <summary>Live audio to one channel: the mean, or the loudest channel once the mean has lost more than 6 dB of all
/// that was heard so far.</summary>
/// <remarks>What is heard changes at most every tenth of a second, by a fade as long. The same for any
/// chunking.</remarks>
internal sealed class LiveMonoMix(int channels, int sampleRateHz)
{
    private readonly ChannelLevels _levels = new(channels);
    private readonly int _block = Math.Max(1, sampleRateHz / 10);
    private int _at;
    private int _from = ChannelLevels.Mean;
    private int _to = ChannelLevels.Mean;

    /// <summary>The channel that is heard alone, from 0 on, or <see cref="ChannelLevels.Mean"/>.</summary>
    public int Alone => _to;

    /// <param name="frames">[mono.Length, channels].</param>
    /// <param name="mono">Written.</param>
    public void Mix(ReadOnlySpan<float> frames, Span<float> mono)
    {
        for (var i = 0; i < mono.Length; i++)
        {
            if (_at == _block)
                (_at, _from, _to) = (0, _to, _levels.Choose(_to));
            var frame = frames.Slice(i * channels, channels);
            var mean = _levels.Add(frame);
            var now = Of(frame, mean, _to);
            mono[i] = _from == _to ? now : now + (Of(frame, mean, _from) - now) * (1 - (float)_at / _block);
            _at++;
        }
    }

    private static float Of(ReadOnlySpan<float> frame, float mean, int choice) =>
        choice == ChannelLevels.Mean ? mean : frame[choice];
}
