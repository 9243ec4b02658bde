using System.Buffers.Binary;
using System.Globalization;

namespace Kws.Audio;

/// <summary>The first packet of an Opus stream (RFC 7845, section 5.1).</summary>
/// <param name="Channels">1 or 2.</param>
/// <param name="PreSkip">Samples at 48 kHz that a player leaves out at the begin.</param>
/// <param name="SampleRateHz">At which the stream is decoded: that of the input if the codec has it, else 48
/// kHz.</param>
/// <param name="Gain">Factor for all samples.</param>
internal readonly record struct OpusHead(int Channels, int PreSkip, int SampleRateHz, float Gain)
{
    /// <summary>In which times of an Opus file are told, whatever it holds.</summary>
    public const int GranuleRateHz = 48_000;

    /// <summary>Bytes that every head has.</summary>
    public const int LeastLength = 19;

    /// <summary>What a head begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "OpusHead"u8;

    /// <exception cref="InvalidAudioException">Another packet, a later version, or more than two
    /// channels.</exception>
    public static OpusHead Parse(ReadOnlySpan<byte> packet)
    {
        if (!packet.StartsWith(Magic) || packet.Length < LeastLength)
            throw new InvalidAudioException("first packet of the Opus file", "no whole head", "OpusHead");
        // The upper half of the version changes where old readers must stop.
        if (packet[8] > 15)
            throw Fault("version of the Opus file", packet[8], "0 to 15");
        if (packet[18] != 0)
            throw Fault("channel mapping family", packet[18], "0 (mono or stereo)");
        if (packet[9] is 0 or > 2)
            throw Fault("channels", packet[9], "1 to 2 in an Opus file");
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]);
        return new OpusHead(
            packet[9],
            BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]),
            rate is 8_000 or 12_000 or 16_000 or 24_000 ? (int)rate : GranuleRateHz,
            MathF.Pow(10, BinaryPrimitives.ReadInt16LittleEndian(packet[16..]) / (20f * 256)));
    }

    private static InvalidAudioException Fault(string field, int value, string limit) =>
        new(field, value.ToString(CultureInfo.InvariantCulture), limit);
}
