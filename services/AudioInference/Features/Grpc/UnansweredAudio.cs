using System.Runtime.InteropServices;
using Google.Protobuf;
using Kws.Audio;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>
/// The audio of one stream whose frames have not come yet, in the form it is sent. It starts at a frame, so that
/// it can be sent again on another call. Not thread-safe; its owner bounds it.
/// </summary>
internal sealed class UnansweredAudio(bool int16, long firstSample)
{
    private readonly int _bytesPerSample = int16 ? sizeof(short) : sizeof(float);
    private byte[] _bytes = new byte[8192];
    private int _start;
    private int _sent;
    private int _end;

    /// <summary>Position of the first sample held.</summary>
    public long FirstSample { get; private set; } = firstSample;

    /// <summary>Samples held.</summary>
    public int Count => (_end - _start) / _bytesPerSample;

    /// <summary>Position one past the last sample held.</summary>
    public long End => FirstSample + Count;

    /// <summary>Position one past the last sample sent on this call.</summary>
    public long SentEnd => FirstSample + (_sent - _start) / _bytesPerSample;

    public bool HasUnsent => _end > _sent;

    public void Add(ReadOnlySpan<float> samples)
    {
        MakeRoom(samples.Length * _bytesPerSample);
        var to = _bytes.AsSpan(_end, samples.Length * _bytesPerSample);
        if (int16)
            Pcm16.FromFloats(samples, MemoryMarshal.Cast<byte, short>(to));
        else
            MemoryMarshal.AsBytes(samples).CopyTo(to);
        _end += to.Length;
    }

    /// <summary>What was not sent on this call; counts as sent from now on.</summary>
    public ByteString TakeUnsent()
    {
        var unsent = ByteString.CopyFrom(_bytes, _sent, _end - _sent);
        _sent = _end;
        return unsent;
    }

    /// <summary>All that is held, as samples; counts as sent from now on.</summary>
    /// <param name="samples">[<see cref="Count"/>] or longer; written.</param>
    public void TakeAll(Span<float> samples)
    {
        var held = _bytes.AsSpan(_start, _end - _start);
        if (int16)
            Pcm16.ToFloats(MemoryMarshal.Cast<byte, short>(held), samples);
        else
            MemoryMarshal.Cast<byte, float>(held).CopyTo(samples);
        _sent = _end;
    }

    /// <summary>The call broke: all that is held has to be sent again.</summary>
    public void SendAgain() => _sent = _start;

    /// <summary>Gives up the samples before a position, if as much was sent.</summary>
    public void Release(long sample)
    {
        var start = _start + (sample - FirstSample) * _bytesPerSample;
        if (start <= _start || start > _sent)
            return;
        _start = (int)start;
        FirstSample = sample;
    }

    private void MakeRoom(int bytes)
    {
        if (_end + bytes <= _bytes.Length)
            return;
        var held = _end - _start;
        var to = held + bytes <= _bytes.Length / 2 ? _bytes : new byte[2 * (held + bytes)];
        _bytes.AsSpan(_start, held).CopyTo(to);
        (_bytes, _sent, _end, _start) = (to, _sent - _start, held, 0);
    }
}
