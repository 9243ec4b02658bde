using System.Diagnostics;

namespace Kws.TestSupport.Speech;

/// <summary>Speech by espeak-ng, as WAV.</summary>
public static class EspeakVoice
{
    private const string Program = "espeak-ng";

    /// <summary>What the voice says. Skips the test where the program is not installed.</summary>
    /// <param name="text">English.</param>
    /// <param name="voice">Such as <c>en-us+f4</c>.</param>
    /// <param name="rateWpm">Words a minute.</param>
    public static async Task<byte[]> SayAsync(string text, string voice, int rateWpm = 150)
    {
        Skip.IfNot(File.Exists($"/usr/bin/{Program}"), $"{Program} is not installed");
        using var espeak = Process.Start(new ProcessStartInfo(
            Program, ["-v", voice, "-s", $"{rateWpm}", "--stdout", "--", text])
        { RedirectStandardOutput = true })!;
        using var wav = new MemoryStream();
        await espeak.StandardOutput.BaseStream.CopyToAsync(wav).WithTimeout();
        await espeak.WaitForExitAsync().WithTimeout();
        return wav.ToArray();
    }
}
