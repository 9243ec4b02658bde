using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;
using Concentus;
using Concentus.Structs;

namespace Kws.Audio;

/// <summary>The pages of one Opus stream, joined to packets and decoded.</summary>
/// <param name="limits">Of the samples.</param>
internal sealed class OpusStream(WavLimits limits)
{
    private const int HeaderPackets = 2;
    private const int LongestPacketMs = 120;

    private readonly ArrayBufferWriter<byte> _packet = new();
    private readonly ArrayBufferWriter<float> _samples = new();
    private IOpusDecoder? _decoder;
    private OpusHead? _head;
    private float[] _decoded = [];
    private long _packets;
    private bool _isOpen;
    private long? _firstGranule;
    private long _lastGranule = OggPage.NoGranule;

    /// <summary>Whether the last page was there.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Packets of which a page is missing.</summary>
    public int LostPackets { get; private set; }

    /// <summary>What the stream says of itself.</summary>
    /// <exception cref="InvalidAudioException">No page with a head was added.</exception>
    public OpusHead Head => _head
        ?? throw new InvalidAudioException("first packet of the Opus file", "incomplete", "OpusHead");

    /// <summary>What is to be heard, channels interleaved.</summary>
    public ReadOnlySpan<float> Samples
    {
        get
        {
            (var rate, var channels) = (Head.SampleRateHz, Head.Channels);
            var frames = _samples.WrittenCount / channels;
            var skip = Math.Min(frames, (int)((long)Head.PreSkip * rate / OpusHead.GranuleRateHz));
            var heard = (long)frames - skip;
            if (_lastGranule != OggPage.NoGranule)
            {
                var length = (Int128)_lastGranule - (_firstGranule ?? 0) - Head.PreSkip;
                heard = (long)Int128.Clamp(length * rate / OpusHead.GranuleRateHz, 0, heard);
            }
            return _samples.WrittenSpan.Slice(skip * channels, (int)heard * channels);
        }
    }

    /// <summary>Decodes the packets that end on a page.</summary>
    /// <exception cref="InvalidAudioException">A packet that is broken, or more than the limits allow.</exception>
    public void Add(OggPage page)
    {
        // Without its begin the end of a packet cannot be decoded, nor the other way round.
        var isLost = page.IsContinued && !_isOpen;
        if (_isOpen && !page.IsContinued)
            Drop();
        var body = page.Body;
        var framesBefore = _samples.WrittenCount;
        foreach (var length in page.Lacing)
        {
            _packet.Write(body[..length]);
            body = body[length..];
            _isOpen = length == byte.MaxValue;
            if (_isOpen)
                continue;
            if (isLost)
                Drop();
            else
                Take(_packet.WrittenSpan);
            isLost = false;
            _packet.ResetWrittenCount();
        }
        IsEnded = page.IsLast;
        if (_packets <= HeaderPackets || page.Granule == OggPage.NoGranule)
            return;
        _lastGranule = page.Granule;
        // A recording of a live stream begins late; one that ends on its first page ends before its packets do.
        _firstGranule ??= Math.Max(0, page.Granule - InGranules(_samples.WrittenCount - framesBefore));
    }

    private long InGranules(int samples) =>
        (long)samples / Head.Channels * (OpusHead.GranuleRateHz / Head.SampleRateHz);

    private void Drop()
    {
        LostPackets++;
        _packet.ResetWrittenCount();
        _isOpen = false;
    }

    private void Take(ReadOnlySpan<byte> packet)
    {
        _packets++;
        if (_packets == 1)
            Begin(OpusHead.Parse(packet));
        else if (_packets == HeaderPackets && !packet.StartsWith("OpusTags"u8))
            throw new InvalidAudioException("second packet of the Opus file", "another", "OpusTags");
        else if (_packets > HeaderPackets)
            Decode(packet);
    }

    private void Begin(OpusHead head)
    {
        _head = head;
        _decoder = OpusCodecFactory.CreateDecoder(head.SampleRateHz, head.Channels);
        _decoded = new float[head.SampleRateHz * LongestPacketMs / 1000 * head.Channels];
    }

    private void Decode(ReadOnlySpan<byte> packet)
    {
        int frames;
        try
        {
            frames = packet.IsEmpty ? 0 : OpusPacketInfo.GetNumSamples(packet, Head.SampleRateHz);
            if (frames > 0 && frames <= _decoded.Length / Head.Channels)
                frames = _decoder!.Decode(packet, _decoded, frames, false);
            else
                frames = 0;
        }
        catch (Exception fault) when (fault is OpusException or ArgumentException or ArithmeticException
            or IndexOutOfRangeException)
        {
            // What the codec throws when a packet contradicts itself.
            frames = 0;
        }
        if (frames <= 0)
        {
            throw new InvalidAudioException("Opus packet",
                (_packets - HeaderPackets).ToString(CultureInfo.InvariantCulture) + ", which is broken",
                "packets of 2.5 to 120 ms");
        }
        var count = frames * Head.Channels;
        if (_samples.WrittenCount / Head.Channels + frames > limits.MaxSamples)
        {
            throw new InvalidAudioException("samples a channel", $"more than {limits.MaxSamples}",
                $"at most {limits.MaxSamples}");
        }
        TensorPrimitives.Multiply(_decoded.AsSpan(0, count), Head.Gain, _samples.GetSpan(count));
        _samples.Advance(count);
    }
}
