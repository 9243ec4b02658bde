namespace Kws.Audio.Tests.Wav;

/// <summary>Files that lie, contradict themselves or are noise: a clear error, and memory bounded by the bytes
/// given.</summary>
public sealed class WavReaderHostileTests
{
    private static readonly byte[] GoodFormat = WavBytes.Chunk("fmt ", WavBytes.Format(1, 1, 16_000, 16));
    private static readonly byte[] Data = WavBytes.Chunk("data", WavBytes.Pcm16(1, 2));

    [Theory]
    [InlineData(1, 0, 16_000u, 16, null, "channels is 0;")]
    [InlineData(1, 17, 16_000u, 16, null, "channels is 17;")]
    [InlineData(1, 65_535, 16_000u, 16, null, "channels is 65535;")]
    [InlineData(1, 1, 1u, 16, null, "sample_rate_hz is 1;")]
    [InlineData(1, 1, 0u, 16, null, "sample_rate_hz is 0;")]
    [InlineData(1, 1, 1_000_000_000u, 16, null, "sample_rate_hz is 1000000000;")]
    [InlineData(1, 1, uint.MaxValue, 16, null, "sample_rate_hz is 4294967295;")]
    [InlineData(1, 1, 16_000u, 0, null, "bits a sample of format 1 is 0;")]
    [InlineData(1, 1, 16_000u, 12, null, "bits a sample of format 1 is 12;")]
    [InlineData(3, 1, 16_000u, 16, null, "bits a sample of format 3 is 16;")]
    [InlineData(2, 1, 16_000u, 4, null, "format is 2;")]
    [InlineData(85, 2, 44_100u, 16, null, "format is 85;")]
    [InlineData(1, 2, 16_000u, 16, 2, "block align is 2;")]
    [InlineData(1, 2, 16_000u, 16, 0, "block align is 0;")]
    public void Read_BadFormat_NamesFieldAndValue(
        int tag,
        int channels,
        uint rate,
        int bits,
        int? align,
        string expected)
    {
        var file = WavBytes.File(WavBytes.Chunk("fmt ", WavBytes.Format(tag, channels, rate, bits, align)), Data);

        Assert.Contains(expected, Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ChunksMissingOrOutOfOrder_NamesTheChunk()
    {
        Assert.Contains("'fmt ' chunk is missing", Fault(WavBytes.File(Data)), StringComparison.Ordinal);
        Assert.Contains("'fmt ' chunk is missing", Fault(WavBytes.File(Data, GoodFormat)), StringComparison.Ordinal);
        Assert.Contains("'data' chunk is missing", Fault(WavBytes.File(GoodFormat)), StringComparison.Ordinal);
        Assert.Contains("size of the 'LIST' chunk is 4000000000",
            Fault(WavBytes.File(WavBytes.Chunk("LIST", [1, 2], 4_000_000_000), GoodFormat)), StringComparison.Ordinal);
        Assert.Contains("length of the 'fmt ' chunk is 14",
            Fault(WavBytes.File(WavBytes.Chunk("fmt ", new byte[14]), Data)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ExtensibleWithForeignSubformat_IsRefused()
    {
        var extensible = new byte[40];
        WavBytes.Format(0xFFFE, 1, 16_000, 16).CopyTo(extensible, 0);

        Assert.Contains("subformat is 0000", Fault(WavBytes.File(WavBytes.Chunk("fmt ", extensible), Data)),
            StringComparison.Ordinal);
        Assert.Contains("extensible 'fmt ' chunk is 16",
            Fault(WavBytes.File(WavBytes.Chunk("fmt ", extensible[..16]), Data)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RIFX", "RIFX")]
    [InlineData("OggS", "Ogg (Vorbis, Speex)")]
    [InlineData("fLaC", "FLAC")]
    [InlineData("RIFG", "'RIFG' 'WAVE'")]
    public void Read_OtherContainer_NamesItsType(string magic, string name)
    {
        var file = WavBytes.Mono16(16_000, 1);
        System.Text.Encoding.ASCII.GetBytes(magic).CopyTo(file, 0);

        Assert.Contains($"file type is {name}; allowed: WAV, RF64 or BW64; ", Fault(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EveryPrefixOfAFile_IsAudioOrAFault()
    {
        var file = WavBytes.Mono16(16_000, [.. Enumerable.Range(0, 20).Select(i => (short)i)]);
        for (var length = 0; length < file.Length; length++)
        {
            var prefix = file[..length];
            if (length < 44)
                Fault(prefix);
            else
                Assert.Equal((length - 44) / 2, WavReader.Read(prefix).Mono.Length);
        }
    }

    [Fact]
    public void Read_RandomDamage_NeverFailsOtherwiseAndBoundsMemory()
    {
        var good = WavBytes.File(GoodFormat, WavBytes.Chunk("data", WavBytes.Pcm16(new short[2_000])));
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var file = good.ToArray();
            for (var hits = random.Next(1, 8); hits > 0; hits--)
                file[random.Next(60)] = (byte)random.Next(256);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Record(file);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600_000);
        }
    }

    private static void Record(byte[] file)
    {
        try
        {
            WavReader.Read(file);
        }
        catch (InvalidAudioException)
        {
            // Expected for most damage; any other exception fails the test.
        }
    }

    private static string Fault(byte[] file) =>
        Assert.Throws<InvalidAudioException>(() => WavReader.Read(file)).Message;
}
