using System.Buffers.Binary;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Audio;

/// <summary>Standard input is taken for what its first bytes say, as files are.</summary>
public sealed class LiveFormatsTests
{
    private static readonly AudioFormat s_raw = new(16_000, Encoding.S16Le);
    private static readonly short[] s_samples = [1, -2, 300, -400, 5];

    public static TheoryData<string, byte[]> Foreign => new()
    {
        { "FLAC", [.. "fLaC"u8, .. new byte[40]] },
        { "Ogg (Vorbis, Speex)", [.. "OggS"u8, .. new byte[40]] },
        { "Ogg Opus", [.. "OggS"u8, .. new byte[24], .. "OpusHead"u8, .. new byte[11]] },
        { "RIFX", [.. "RIFX"u8, 0, 0, 0, 36, .. "WAVEfmt "u8] },
        { "MP3", Mp3() },
        { "MP3", [.. Mp3(), .. new byte[10_000]] },
        { "audio behind an ID3 tag", [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 10, .. new byte[10], .. Mp3()] },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Listen_FormatThatIsNotReadLive_IsRefusedWithThoseThatAre(string name, byte[] input)
    {
        var run = await KwsRun.WithAsync(["listen", "-", "--server", "http://127.0.0.1:1"], input).WithTimeout();

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Out));
        Assert.Equal($"kws: -: '{name}' is not allowed; it must be bare samples or WAV, RF64 or BW64; convert with: "
            + "ffmpeg -i FILE -f wav - | kws listen -\n", run.Error);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3999")]
    [InlineData("192001")]
    public async Task Listen_RateThatNoAudioHas_IsRefused(string rate)
    {
        var run = await KwsRun.WithAsync(["listen", "-", "--rate", rate], new byte[100]).WithTimeout();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith($"kws: --rate: '{rate}' is not allowed; it must be a number from 4000 to 192000", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_WavOfRateZero_IsRefused()
    {
        var wav = new Recording(8_000, s_samples).ToWav();
        wav.AsSpan(24, 4).Clear();

        var run = await KwsRun.WithAsync(["listen", "-"], wav).WithTimeout();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("sample_rate_hz is 0; allowed: 4000 to 192000", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiveInput_ChunkBehindTheData_IsNoAudio()
    {
        byte[] wav = [.. new Recording(8_000, s_samples).ToWav(), .. "LIST"u8, 4, 0, 0, 0, .. "abcd"u8];

        Assert.Equal(s_samples, await ReadAsync(wav, s_raw with { SampleRateHz = 8_000 }, []));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x7FFFF000u)]
    public async Task LiveInput_DataOfUnknownLength_GoesToTheEnd(uint length)
    {
        var wav = new Recording(8_000, s_samples).ToWav();
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), length);

        Assert.Equal(s_samples, await ReadAsync(wav, s_raw with { SampleRateHz = 8_000 }, []));
    }

    [Fact]
    public async Task LiveInput_ExtensibleWav_IsTakenAsFilesAre()
    {
        var plain = new Recording(24_000, s_samples).ToWav();
        byte[] wav =
        [
            .. plain[..16], 40, 0, 0, 0, 0xFE, 0xFF, .. plain[22..36], 22, 0, 16, 0, 4, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71, .. plain[36..],
        ];

        Assert.Equal(s_samples, await ReadAsync(wav, s_raw with { SampleRateHz = 24_000 }, []));
    }

    [Fact]
    public async Task LiveInput_PartOfAFrameAtTheEnd_IsLeftOutWithOneWarning()
    {
        var warnings = new List<string>();
        byte[] wav = [.. new Recording(8_000, s_samples).ToWav(), 7];
        wav[40]++;

        Assert.Equal(s_samples, await ReadAsync(wav, s_raw with { SampleRateHz = 8_000 }, warnings));
        Assert.Equal(["the last frame is incomplete (1 of 2 bytes) and left out"], warnings);
    }

    [Fact]
    public async Task LiveInput_SeveralChannels_AreAveraged()
    {
        var wav = new Recording(8_000, [100, 200, -50, 50]).ToWav();
        (wav[22], wav[32]) = (2, 4);

        Assert.Equal([150, 0], await ReadAsync(wav, s_raw with { SampleRateHz = 8_000 }, []));
    }

    [Fact]
    public async Task LiveInput_SamplesThatBeginLikeMp3_AreAudioAllTheSame()
    {
        byte[] pcm = [0xFF, 0xFB, 0x90, 0x00, .. new byte[20_000]];

        Assert.Equal(10_002, (await ReadAsync(pcm, s_raw, [])).Length);
    }

    private static byte[] Mp3()
    {
        // 128 kbit/s at 44.1 kHz: 417 bytes from one header to the next.
        var frames = new byte[417 * 3];
        for (var at = 0; at < frames.Length; at += 417)
            new byte[] { 0xFF, 0xFB, 0x90, 0x00 }.CopyTo(frames, at);
        return frames;
    }

    private static async Task<short[]> ReadAsync(byte[] bytes, AudioFormat expected, List<string> warnings)
    {
        await using var input = await LiveInput.OpenAsync(new MemoryStream(bytes), s_raw, warnings.Add, default)
            .WithTimeout();
        Assert.Equal(expected, input.Format);
        var (all, chunk) = (new List<short>(), new byte[6]);
        for (int samples; (samples = await input.ReadAsync(chunk, default).WithTimeout()) > 0;)
            for (var i = 0; i < samples; i++)
                all.Add(BinaryPrimitives.ReadInt16LittleEndian(chunk.AsSpan(2 * i)));
        return [.. all];
    }
}
