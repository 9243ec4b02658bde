using Kws.Audio.Tests.Wav;
using Kws.TestSupport.Fuzzing;

namespace Kws.Audio.Tests.Fuzzing;

/// <summary>Damaged WAV files: audio or a fault, never more memory than the bytes warrant, and what libsndfile reads of
/// them.</summary>
public sealed class WavFuzzTests
{
    private const int MostBytes = 8 << 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    // Of each encoding, the fields of a header are at other places and samples of another size.
    private static readonly byte[][] s_sound =
    [
        .. from channels in new[] { 1, 2, 3 }
           from encoding in new[] { (1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64), (6, 8), (7, 8) }
           select Sound(encoding.Item1, encoding.Item2, channels),
    ];

    [Fact]
    public void Read_DamagedFile_IsAudioOrAFaultWithinBoundedMemory() => FuzzRun.ForEach(3_000, s_longest, random =>
    {
        var file = Damaged(random);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadOrRefuse(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    });

    [Fact]
    public void Read_DamagedStream_IsTheSameAudioOrAFaultToo() => FuzzRun.ForEach(600, s_longest, random =>
    {
        var file = Damaged(random);
        var whole = ReadOrRefuse(file);
        var live = ReadLive(file, random.Next(1, 999));
        // A stream may end in a header that a file is refused for; what both take is equal.
        if (whole is { Channels: 1 } && live is not null)
            Assert.Equal(whole.Mono, live);
    });

    [SkippableFact]
    public void Read_DamagedFile_IsWhatLibsndfileReads()
    {
        using var other = Libsndfile.Start();
        var compared = 0;
        FuzzRun.ForEach(400, s_longest, random =>
        {
            var file = Damaged(random);
            if (ReadOrRefuse(file) is { } ours && other.Read(file) is { } theirs
                && !ReadsOtherwise(file, ours, theirs.Mono.Length))
            {
                compared++;
                Compare(file, ours, theirs);
            }
        });
        Assert.True(compared > 50, $"only {compared} files were read by both");
    }

    private static void Compare(byte[] file, WavAudio ours, (int RateHz, int Channels, float[] Mono) theirs)
    {
        Assert.Equal((theirs.RateHz, theirs.Channels, theirs.Mono.Length),
            (ours.SampleRateHz, ours.Channels, ours.Mono.Length));
        for (var i = 0; i < ours.Mono.Length; i++)
            Assert.True(Math.Abs(theirs.Mono[i] - ours.Mono[i]) <= 1e-4f, $"sample {i} is {ours.Mono[i]}, libsndfile's "
                + $"{theirs.Mono[i]}; begin: {Convert.ToHexString(file.AsSpan(0, Math.Min(100, file.Length)))}");
    }

    /// <summary>
    /// Where this reader means to differ: it warns, as of a channel heard alone; a length that is open goes to the
    /// end, where libsndfile takes some of them for nothing; libsndfile ends a data chunk at the end of the RIFF chunk,
    /// whose size is ignored here; and it looks into lists of kinds that it does not know, which are stepped over here.
    /// </summary>
    private static bool ReadsOtherwise(byte[] file, WavAudio ours, int theirLength) =>
        ours.Warnings.Count > 0
        || (theirLength == 0 && WavHeader.Parse(file, isAll: true)!.Value.DataBytes is null)
        || BitConverter.ToUInt32(file, 4) < file.Length - 8
        || (file.AsSpan().IndexOf("LIST"u8) is >= 0 and var list
            && !file.AsSpan(Math.Min(list + 8, file.Length)).StartsWith("INFO"u8));

    private static WavAudio? ReadOrRefuse(byte[] file)
    {
        try
        {
            return WavReader.Read(file);
        }
        catch (InvalidAudioException)
        {
            return null;
        }
    }

    private static float[]? ReadLive(byte[] file, int chunk)
    {
        try
        {
            using var stream = new MemoryStream(file);
            var live = WavStream.OpenAsync(stream, default, _ => { }, default).WithTimeout().GetAwaiter().GetResult();
            var (mono, buffer) = (new List<float>(), new float[chunk]);
            while (live.ReadAsync(buffer, default).AsTask().WithTimeout().GetAwaiter().GetResult() is var read and > 0)
                mono.AddRange(buffer[..read]);
            return [.. mono];
        }
        catch (InvalidAudioException)
        {
            return null;
        }
    }

    /// <summary>A third damaged anywhere, a third in the header, a third in one byte of it; then the size of the whole
    /// is put right.</summary>
    private static byte[] Damaged(Random random)
    {
        var sound = s_sound[random.Next(s_sound.Length)];
        var way = random.Next(3);
        if (way == 0)
            return ByteMutation.Mutate(sound, random);
        byte[] file = way == 1 ? [.. ByteMutation.Mutate(sound[..80], random), .. sound[80..]] : [.. sound];
        if (way == 2)
            file[random.Next(80)] = (byte)random.Next(256);
        if (file.Length >= 8)
            BitConverter.TryWriteBytes(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static byte[] Sound(int tag, int bits, int channels)
    {
        var random = new Random(bits + channels);
        var data = new byte[channels * bits / 8 * 400];
        random.NextBytes(data);
        if (tag == 3)
            Fill(data, bits, random);
        return WavBytes.FileClaiming((uint)(4 + 8 + 16 + 8 + 10 + 8 + data.Length + 8 + 6),
            WavBytes.Chunk("fmt ", WavBytes.Format(tag, channels, 16_000, bits)),
            WavBytes.Chunk("LIST", [.. "INFO"u8, .. new byte[6]]),
            WavBytes.Chunk("data", data), WavBytes.Chunk("tail", new byte[6]));
    }

    private static void Fill(byte[] data, int bits, Random random)
    {
        for (var at = 0; at < data.Length; at += bits / 8)
        {
            if (bits == 32)
                BitConverter.TryWriteBytes(data.AsSpan(at), 2 * random.NextSingle() - 1);
            else
                BitConverter.TryWriteBytes(data.AsSpan(at), 2 * random.NextDouble() - 1);
        }
    }
}
