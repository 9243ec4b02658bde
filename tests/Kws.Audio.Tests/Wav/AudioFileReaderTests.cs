using System.Diagnostics;

namespace Kws.Audio.Tests.Files;

/// <summary>Files written by SoX and flac, programs that know nothing of this reader.</summary>
public sealed class AudioFileReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-audio-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("unsigned-integer", 8, PcmEncoding.U8, 0.01)]
    [InlineData("signed-integer", 16, PcmEncoding.S16Le, 1e-4)]
    [InlineData("signed-integer", 24, PcmEncoding.S24Le, 1e-6)]
    [InlineData("signed-integer", 32, PcmEncoding.S32Le, 1e-6)]
    [InlineData("floating-point", 32, PcmEncoding.F32Le, 1e-6)]
    [InlineData("floating-point", 64, PcmEncoding.F64Le, 1e-6)]
    [InlineData("u-law", 8, PcmEncoding.MuLaw, 0.02)]
    [InlineData("a-law", 8, PcmEncoding.ALaw, 0.02)]
    public async Task ReadAsync_FileOfSox_IsTheSignal(string encoding, int bits, PcmEncoding expected, double tolerance)
    {
        var (signal, path) = (TestSignals.Sine(440, 16_000, 4_000), Path.Combine(_folder, "out.wav"));
        var source = Write("in.wav", WavWriter.ToFloat32(16_000, signal));
        await RunAsync("sox", "-D", source, "-e", encoding, "-b",
            bits.ToString(System.Globalization.CultureInfo.InvariantCulture), path);

        var audio = await AudioFileReader.ReadAsync(path).WithTimeout();

        Assert.Equal((16_000, 1, expected), (audio.SampleRateHz, audio.Channels, audio.Encoding));
        Assert.Equal(signal.Length, audio.Mono.Length);
        for (var i = 0; i < signal.Length; i++)
            Assert.Equal(signal[i], audio.Mono[i], tolerance);
    }

    [SkippableFact]
    public async Task ReadAsync_WavStreamedBySox_IsTheSignal()
    {
        // Into a pipe, SoX cannot go back to fill in the sizes.
        var source = Write("in.wav", WavWriter.ToFloat32(16_000, TestSignals.Sine(440, 16_000, 4_000)));
        var path = Path.Combine(_folder, "piped.wav");
        await RunAsync("sh", "-c", $"sox -D '{source}' -b 16 -t wav - | cat > '{path}'", "sox");

        Assert.Equal(4_000, (await AudioFileReader.ReadAsync(path).WithTimeout()).Mono.Length);
    }

    [SkippableFact]
    public async Task ReadAsync_Flac_IsTheSignal()
    {
        var signal = TestSignals.Sine(440, 16_000, 4_000);
        var path = Path.Combine(_folder, "out.flac");
        await RunAsync("flac", "-s", Write("in.wav", WavWriter.ToPcm16(16_000, signal)), "-o", path);

        var audio = await AudioFileReader.ReadAsync(path).WithTimeout();

        Assert.Equal(signal.Length, audio.Mono.Length);
        for (var i = 0; i < signal.Length; i++)
            Assert.Equal(signal[i], audio.Mono[i], 1f / 65_000);
        await Assert.ThrowsAsync<InvalidAudioException>(() =>
            AudioFileReader.ReadAsync(path, new WavLimits(MaxBytes: 1_000))).WithTimeout();
    }

    [SkippableFact]
    public async Task ReadAsync_BrokenFlac_SaysWhatFlacSaid()
    {
        Skip.IfNot(OnPath("flac"), "flac is not installed");
        var path = Write("broken.flac", [.. "fLaC"u8, .. new byte[200]]);

        var error = await Assert.ThrowsAsync<InvalidAudioException>(() => AudioFileReader.ReadAsync(path))
            .WithTimeout();

        Assert.Contains("refused by flac (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NoAudio_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidAudioException>(() =>
            AudioFileReader.ReadAsync(Write("x.wav", "hello, hello, hello"u8.ToArray()))).WithTimeout();

        Assert.Contains("file type is 'hell'", error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task RunAsync(string program, params string[] arguments)
    {
        Skip.IfNot(OnPath(program) && (program != "sh" || OnPath(arguments[^1])), $"{program} is not installed");
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync().WithTimeout();
        Assert.Equal(0, process.ExitCode);
    }
}
