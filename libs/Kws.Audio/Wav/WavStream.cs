namespace Kws.Audio;

/// <summary>A WAV file that is still being written, read as it comes. One caller at a time.</summary>
/// <remarks>What follows the samples is not read.</remarks>
public sealed class WavStream
{
    private const int MostHeaderBytes = 1 << 20;
    private const int BlockBytes = 65_536;

    private readonly Stream _stream;
    private readonly WavFormat _format;
    private readonly LiveMonoMix? _mix;
    private readonly Action<string> _onWarning;
    private readonly byte[] _bytes;
    private readonly float[] _frames;
    private ReadOnlyMemory<byte> _pending;
    private long _left;
    private int _toldAlone = ChannelLevels.Mean;

    private WavStream(Stream stream, WavHeader header, ReadOnlyMemory<byte> pending, Action<string> onWarning)
    {
        (_stream, _format, _pending, _onWarning) = (stream, header.Format, pending, onWarning);
        _left = header.DataBytes ?? long.MaxValue;
        _bytes = new byte[Math.Max(1, BlockBytes / _format.BytesPerFrame) * _format.BytesPerFrame];
        _frames = new float[_bytes.Length / _format.BytesPerFrame * _format.Channels];
        _mix = _format.Channels == 1 ? null : new LiveMonoMix(_format.Channels, _format.SampleRateHz);
    }

    public int SampleRateHz => _format.SampleRateHz;

    public PcmEncoding Encoding => _format.Encoding;

    /// <summary>Reads up to the first sample.</summary>
    /// <param name="stream">Stays the caller's.</param>
    /// <param name="start">What was read of it already, from the begin of the WAV file.</param>
    /// <param name="onWarning">Hears what is left out or chosen, once each.</param>
    /// <param name="cancellationToken">Ends the wait for audio.</param>
    /// <exception cref="InvalidAudioException">No WAV file, a header of more than 1 MiB, or a format not
    /// supported.</exception>
    public static async Task<WavStream> OpenAsync(Stream stream, ReadOnlyMemory<byte> start, Action<string> onWarning,
        CancellationToken cancellationToken)
    {
        var head = new byte[Math.Max(start.Length, 4_096)];
        start.CopyTo(head);
        var filled = start.Length;
        WavHeader? header;
        while ((header = WavHeader.Parse(head.AsSpan(0, filled), isAll: false)) is null)
        {
            if (filled == MostHeaderBytes)
                throw new InvalidAudioException("bytes before the 'data' chunk", $"more than {filled}",
                    $"at most {MostHeaderBytes}");
            if (filled == head.Length)
                Array.Resize(ref head, Math.Min(2 * head.Length, MostHeaderBytes));
            var read = await stream.ReadAsync(head.AsMemory(filled), cancellationToken).AsTask()
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            filled += read;
            if (read == 0)
            {
                header = WavHeader.Parse(head.AsSpan(0, filled), isAll: true);
                break;
            }
        }
        return new WavStream(stream, header!.Value, head.AsMemory(0, filled)[header.Value.DataOffset..], onWarning);
    }

    /// <summary>Fills the buffer as far as the audio goes; returns the samples written, 0 after the end.</summary>
    /// <exception cref="InvalidAudioException">A sample that is not finite, or far beyond full scale.</exception>
    public async ValueTask<int> ReadAsync(Memory<float> mono, CancellationToken cancellationToken)
    {
        var written = 0;
        while (written < mono.Length)
        {
            var wanted = (int)Math.Min(_left,
                Math.Min(_bytes.Length, (long)(mono.Length - written) * _format.BytesPerFrame));
            var read = await FillAsync(_bytes.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            _left -= read;
            var frames = read / _format.BytesPerFrame;
            Decode(_bytes.AsSpan(0, frames * _format.BytesPerFrame), mono.Span.Slice(written, frames));
            written += frames;
            if (read % _format.BytesPerFrame is var ragged and not 0)
                _onWarning($"the last frame is incomplete ({ragged} of {_format.BytesPerFrame} bytes) and left out");
            if (read < wanted || _left == 0)
            {
                _left = 0;
                break;
            }
        }
        return written;
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<float> mono)
    {
        if (_mix is null)
        {
            PcmDecoder.Decode(_format.Encoding, bytes, mono);
            return;
        }
        var count = PcmDecoder.Decode(_format.Encoding, bytes, _frames);
        _mix.Mix(_frames.AsSpan(0, count), mono);
        if (_mix.Alone == _toldAlone)
            return;
        _toldAlone = _mix.Alone;
        foreach (var warning in MonoMix.Warnings(_format.Channels, _mix.Alone))
            _onWarning(warning);
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = Math.Min(_pending.Length, buffer.Length);
        _pending[..filled].CopyTo(buffer);
        _pending = _pending[filled..];
        // A read of standard input cannot be cancelled; it is left behind when the device stops.
        return filled + await _stream.ReadAtLeastAsync(buffer[filled..], buffer.Length - filled,
            throwOnEndOfStream: false, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
