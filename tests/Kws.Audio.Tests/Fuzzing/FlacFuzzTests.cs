using System.Diagnostics;
using Kws.TestSupport.Fuzzing;

namespace Kws.Audio.Tests.Fuzzing;

/// <summary>Damaged FLAC files, with tags that may be damaged too: audio or a fault, and no hang.</summary>
public sealed class FlacFuzzTests : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void ReadAsync_DamagedFile_IsAudioOrAFault()
    {
        byte[] sound =
        [
            .. "ID3"u8, 4, 0, 0, 0, 0, 0, 10, .. new byte[10], .. Encode(),
            .. "APETAGEX"u8, 0xD0, 7, 0, 0, 32, .. new byte[19], .. "TAG"u8, .. new byte[125],
        ];
        var limits = new WavLimits(MaxBytes: 1 << 20);

        FuzzRun.ForEach(25, s_longest, random =>
        {
            File.WriteAllBytes(_folder["x.flac"], ByteMutation.Mutate(sound, random));
            try
            {
                AudioFileReader.ReadAsync(_folder["x.flac"], limits).WithTimeout(s_longest).GetAwaiter().GetResult();
            }
            catch (InvalidAudioException)
            {
                // Expected for most damage; any other exception fails the test.
            }
        });
    }

    private byte[] Encode()
    {
        File.WriteAllBytes(_folder["in.wav"], WavWriter.ToPcm16(16_000, TestSignals.Sine(440, 16_000, 2_000)));
        try
        {
            using var process = Process.Start("flac", ["-s", _folder["in.wav"], "-o", _folder["out.flac"]]);
            Assert.True(process.WaitForExit(s_longest));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "flac is not installed");
        }
        return File.ReadAllBytes(_folder["out.flac"]);
    }
}
