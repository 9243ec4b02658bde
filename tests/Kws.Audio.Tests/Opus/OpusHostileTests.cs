using Kws.TestSupport.Fuzzing;

namespace Kws.Audio.Tests.Opus;

/// <summary>Opus files that lie: a fault that names what is wrong, within bounds.</summary>
public sealed class OpusHostileTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly byte[] s_tags = [.. "OpusTags"u8, .. new byte[8]];

    [Fact]
    public void Read_WrongChecksum_IsRefused()
    {
        var file = OpusBytes.Encode(TestSignals.Sine(440, 16_000, 4_000), 16_000, 1);
        file[^1] ^= 1;

        Assert.StartsWith("audio: checksum of an Ogg page is ", Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeadThatIsNotSupported_NamesFieldValueAndLimit()
    {
        Assert.Contains("channel mapping family is 1; allowed: 0",
            Fault(OpusBytes.Page(0, 2, 0, OpusBytes.Head(48_000, 2, family: 1))), StringComparison.Ordinal);
        Assert.Contains("channels is 3; allowed: 1 to 2",
            Fault(OpusBytes.Page(0, 2, 0, OpusBytes.Head(48_000, 3))), StringComparison.Ordinal);
        Assert.Contains("channels is 0; allowed: 1 to 2",
            Fault(OpusBytes.Page(0, 2, 0, OpusBytes.Head(48_000, 0))), StringComparison.Ordinal);
        Assert.Contains("first packet of the Opus file is no whole head",
            Fault(OpusBytes.Page(0, 2, 0, [.. "OpusHead"u8])), StringComparison.Ordinal);
        Assert.Contains("second packet of the Opus file is another; allowed: OpusTags",
            Fault([.. OpusBytes.Page(0, 2, 0, OpusBytes.Head(48_000, 1)), .. OpusBytes.Page(1, 4, 0, [1, 2, 3])]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BrokenPacket_IsRefusedByItsNumber()
    {
        // Code 3 announces 63 frames of 60 ms: more than a packet may hold.
        byte[] packet = [0b0001_1011, 63, 0, 0];
        foreach (var broken in (byte[][])[packet, []])
        {
            Assert.Contains("Opus packet is 1, which is broken; allowed: packets of 2.5 to 120 ms",
                Fault([.. Begin(), .. OpusBytes.Page(2, 4, 960, [broken])]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_FewBytesThatDecodeToHours_StopsAtTheLimit()
    {
        // Two bytes a packet of 120 ms.
        byte[] packet = [0b0001_1011, 2];
        byte[][] packets = [.. Enumerable.Repeat(packet, 200)];
        byte[] file = [.. Begin(), .. Enumerable.Range(0, 500).SelectMany(page =>
            OpusBytes.Page(2 + page, page == 499 ? 4 : 0, 24L * 48_000 * (page + 1), packets))];

        Assert.Contains("samples a channel is more than 160000; allowed: at most 160000",
            Fault(file, new WavLimits(MaxSamples: 160_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GranulesThatLie_GiveNoMoreThanWasDecoded()
    {
        foreach (var granule in (long[])[0, 1, -2, long.MinValue, long.MaxValue])
        {
            var audio = OpusFile.Read(
                [.. Begin(), .. OpusBytes.Page(2, 0, 960, [8, 0]), .. OpusBytes.Page(3, 4, granule, [8, 0])],
                WavLimits.Default, default);
            Assert.InRange(audio.Mono.Length, 0, 1_920);
        }
    }

    [Fact]
    public void Read_DamagedFile_IsAudioOrAFault()
    {
        var sound = OpusBytes.Encode(TestSignals.Sine(440, 16_000, 8_000), 16_000, 1);
        FuzzRun.ForEach(200, s_longest, random => Read(Resigned(ByteMutation.Mutate(sound, random))));
    }

    [Fact]
    public void Read_EveryPrefixOfAFile_IsAudioOrAFault()
    {
        var file = OpusBytes.Encode(TestSignals.Sine(440, 16_000, 400), 16_000, 1);
        for (var length = 0; length < file.Length; length++)
            Read(file[..length]);
    }

    [Fact]
    public void Read_Cancelled_Ends()
    {
        var file = OpusBytes.Encode(TestSignals.Sine(440, 16_000, 4_000), 16_000, 1);
        Assert.Throws<OperationCanceledException>(() =>
            OpusFile.Read(file, WavLimits.Default, new CancellationToken(canceled: true)));
    }

    private static byte[] Begin() =>
        [.. OpusBytes.Page(0, 2, 0, OpusBytes.Head(16_000, 1)), .. OpusBytes.Page(1, 0, 0, s_tags)];

    // Damage behind a checksum that is right: the codec sees it.
    private static byte[] Resigned(byte[] file)
    {
        for (var at = 0; at + 27 < file.Length;)
        {
            if (!file.AsSpan(at).StartsWith("OggS"u8))
                return file;
            var length = 27 + file[at + 26];
            if (at + length > file.Length)
                return file;
            foreach (var segment in file[(at + 27)..(at + length)])
                length += segment;
            if (at + length > file.Length)
                return file;
            OpusBytes.Signed(file[at..(at + length)]).CopyTo(file, at);
            at += length;
        }
        return file;
    }

    private static void Read(byte[] file)
    {
        try
        {
            OpusFile.Read(file, new WavLimits(MaxSamples: 1 << 20), default);
        }
        catch (InvalidAudioException)
        {
            // Expected for most damage; any other exception fails the test.
        }
    }

    private static string Fault(byte[] file, WavLimits? limits = null) => Assert.Throws<InvalidAudioException>(() =>
        OpusFile.Read(file, limits ?? WavLimits.Default, default)).Message;
}
