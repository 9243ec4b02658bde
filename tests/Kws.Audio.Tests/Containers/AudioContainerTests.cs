using System.Diagnostics;

namespace Kws.Audio.Tests.Containers;

/// <summary>A file is what its bytes say, whatever its name.</summary>
public sealed class AudioContainerTests : IDisposable
{
    private const string Flac = "flac";
    private static readonly byte[] s_tag = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 10, .. new byte[10]];
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[]> Foreign => new()
    {
        { "RIFX", [.. "RIFX"u8, 0, 0, 0, 0, .. "WAVE"u8] },
        { "Ogg (Vorbis, Speex)", [.. "OggS"u8, .. new byte[20]] },
        { "AIFF", [.. "FORM"u8, 0, 0, 0, 9, .. "AIFC"u8] },
        { "MP4 (AAC, ALAC)", [0, 0, 0, 24, .. "ftypM4A "u8] },
        { "Matroska (WebM)", [0x1A, 0x45, 0xDF, 0xA3, .. new byte[20]] },
        { "MP3", Mp3() },
        { "MP3", [.. s_tag, .. Mp3()] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task ReadAsync_FormatThatIsNotRead_IsRefusedByNameWithThoseThatAre(string name, byte[] file)
    {
        await File.WriteAllBytesAsync(_folder["x.wav"], file);

        var refused = await Assert.ThrowsAsync<InvalidAudioException>(() =>
            AudioFileReader.ReadAsync(_folder["x.wav"])).WithTimeout();

        Assert.StartsWith($"audio: file type is {name}; allowed: WAV, RF64, BW64, FLAC or Ogg Opus; ", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Recognise_BareSamples_AreNoFile()
    {
        // One header of MP3 is among them; what it announces is not.
        for (var seed = 0; seed < 2_000; seed++)
        {
            var samples = new byte[AudioContainer.EnoughBytes];
            new Random(seed).NextBytes(samples);
            (samples[0], samples[1], samples[2]) = (0xFF, 0xFB, 0x90);
            if (AudioContainer.Recognise(samples) is { } container)
                Assert.Fail($"seed {seed} is taken for {container.Name}");
        }
        Assert.Null(AudioContainer.Recognise(new byte[100]));
        Assert.Null(AudioContainer.Recognise([]));
    }

    [SkippableTheory]
    [InlineData("plain")]
    [InlineData("unknown length")]
    [InlineData("tag before")]
    [InlineData("tag after")]
    [InlineData("APE tag after")]
    [InlineData("tags on both sides")]
    public async Task ReadAsync_FlacWithTagsOrWithoutLength_IsWhole(string variant)
    {
        var flac = await EncodeAsync(TestSignals.Sine(440, 16_000, 4_000));
        byte[] after = [.. "TAG"u8, .. new byte[125]];
        byte[] ape = [.. "APETAGEX"u8, 0xD0, 7, 0, 0, 32, .. new byte[19]];
        await File.WriteAllBytesAsync(_folder["x.wav"], variant switch
        {
            "unknown length" => WithoutLength(flac),
            "tag before" => [.. s_tag, .. flac],
            "tag after" => [.. flac, .. after],
            "APE tag after" => [.. flac, .. ape],
            "tags on both sides" => [.. s_tag, .. s_tag, .. flac, .. ape, .. after],
            _ => flac,
        });

        var audio = await AudioFileReader.ReadAsync(_folder["x.wav"]).WithTimeout();

        Assert.Equal(4_000, audio.Mono.Length);
        Assert.Empty(audio.Warnings);
    }

    // The header of 128 kbit/s at 44.1 kHz: 417 bytes to the next one.
    private static byte[] Mp3()
    {
        var frames = new byte[417 * 3];
        for (var at = 0; at < frames.Length; at += 417)
            new byte[] { 0xFF, 0xFB, 0x90, 0x00 }.CopyTo(frames, at);
        return frames;
    }

    private static byte[] WithoutLength(byte[] flac)
    {
        // STREAMINFO, 8 bytes in: the number of samples is the last 36 bits of bytes 13 to 17.
        byte[] open = [.. flac];
        open[8 + 13] &= 0xF0;
        open.AsSpan(8 + 14, 4).Clear();
        return open;
    }

    private async Task<byte[]> EncodeAsync(float[] samples)
    {
        await File.WriteAllBytesAsync(_folder["in.wav"], WavWriter.ToPcm16(16_000, samples));
        try
        {
            using var process = Process.Start(Flac, ["-s", _folder["in.wav"], "-o", _folder["out.flac"]]);
            await process.WaitForExitAsync().WithTimeout();
            Assert.Equal(0, process.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "flac is not installed");
        }
        return await File.ReadAllBytesAsync(_folder["out.flac"]);
    }
}
