using System.Buffers.Binary;
using Kws.Audio;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Audio;

public sealed class AudioFileTests : IDisposable
{
    private static readonly Recording Ramp = new(16_000, [.. Enumerable.Range(-800, 1600).Select(n => (short)n)]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_WavWhateverItsName_GivesItsSamples()
    {
        await File.WriteAllBytesAsync(_folder["a.dat"], Ramp.ToWav());

        var read = await AudioFile.ReadAsync(_folder["a.dat"], default).WithTimeout();

        Assert.Equal(16_000, read.SampleRateHz);
        Assert.Equal(Ramp.Samples, read.Samples);
        Assert.Equal(TimeSpan.FromSeconds(0.1), read.Duration);
    }

    [SkippableFact]
    public async Task ReadToSend_Flac_IsDecoded()
    {
        var flac = Directory.GetFiles(RealData.Require("speech", "validation", "yes"), "*.flac").Order(
            StringComparer.Ordinal).First();

        var decoded = WavReader.Read((await AudioFile.ReadToSendAsync(flac, default).WithTimeout()).ToWav());

        Assert.Equal((await AudioFile.ReadAsync(flac, default).WithTimeout()).ToFloats(), decoded.Mono);
        Assert.InRange(decoded.Mono.Length, 8_000, 16_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_FileThatIsNotThere_IsRefusedByName(bool toSend)
    {
        var path = _folder["nowhere.wav"];

        var refused = await Assert.ThrowsAsync<BadInputException>(
            () => toSend ? (Task)AudioFile.ReadToSendAsync(path, default) : AudioFile.ReadAsync(path, default));

        Assert.Equal($"file: '{path}' is not allowed; it must be an existing WAV, FLAC or Opus file", refused.Message);
    }

    [Theory]
    [InlineData("a.wav")]
    [InlineData("a.flac")]
    public async Task Read_FileThatIsNoAudio_IsRefusedByName(string name)
    {
        await File.WriteAllTextAsync(_folder[name], "no audio at all");

        var refused = await Assert.ThrowsAsync<BadInputException>(
            () => AudioFile.ReadAsync(_folder[name], default).WithTimeout());

        Assert.StartsWith($"file: '{_folder[name]}' is not allowed; ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFloats_BeyondFullScale_IsClipped() =>
        Assert.Equal([short.MinValue, -16_384, 0, 16_384, short.MaxValue],
            Recording.FromFloats(8000, [-2, -0.5f, 0, 0.5f, 2]).Samples);

    [Fact]
    public void ToPcm_Samples_AreLittleEndian()
    {
        var pcm = new Recording(8000, [1, -2]).ToPcm();

        Assert.Equal([1, -2],
            [BinaryPrimitives.ReadInt16LittleEndian(pcm), BinaryPrimitives.ReadInt16LittleEndian(pcm.AsSpan(2))]);
    }

    [Fact]
    public void AtRate_AnotherRate_KeepsTheToneAndItsLength()
    {
        var tone = Recording.FromFloats(
            22_050, [.. Enumerable.Range(0, 22_050).Select(n => 0.5f * MathF.Sin(2 * MathF.PI * 440 * n / 22_050))]);

        var resampled = tone.AtRate(16_000);

        Assert.InRange(resampled.Samples.Length, 15_990, 16_010);
        // Twice a period the tone crosses zero.
        var crossings = resampled.Samples.Zip(resampled.Samples.Skip(1)).Count(
            pair => pair.First < 0 != pair.Second < 0);
        Assert.InRange(crossings, 875, 885);
        Assert.Same(tone, tone.AtRate(22_050));
    }

    [Fact]
    public async Task RecordingInput_ReadInChunks_GivesAllSamplesThenNothing()
    {
        await using var input = new RecordingInput(new Recording(8000, [1, 2, 3, 4, 5]));
        var chunk = new byte[4];

        Assert.Equal(new AudioFormat(8000, Encoding.S16Le), input.Format);
        foreach (var expected in new[] { 2, 2, 1, 0 })
            Assert.Equal(expected, await input.ReadAsync(chunk, default));
        Assert.Equal(5, chunk[0]);
    }

    [Theory]
    [InlineData("s16le", Encoding.S16Le, 2)]
    [InlineData("f32le", Encoding.F32Le, 4)]
    [InlineData("mulaw", Encoding.Mulaw, 1)]
    public void Encoding_ByItsName_HasItsSize(string name, Encoding encoding, int bytes)
    {
        var format = new AudioFormat(8000, AudioFormat.ParseEncoding("--encoding", name));

        Assert.Equal((encoding, bytes), (format.Encoding, format.BytesPerSample));
        Assert.Equal(160, format.SamplesIn(format.DurationOf(160)));
    }

    [Fact]
    public void Encoding_ThatIsNone_IsRefusedNamingThose() => Assert.Equal(
        "--encoding: 'mp3' is not allowed; it must be one of s16le, f32le, mulaw",
        Assert.Throws<BadInputException>(() => AudioFormat.ParseEncoding("--encoding", "mp3")).Message);
}
