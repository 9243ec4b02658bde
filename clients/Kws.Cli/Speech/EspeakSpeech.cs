using Kws.Cli.Audio;
using Kws.Dsp;

namespace Kws.Cli.Speech;

/// <summary>Words spoken by espeak-ng: speech for demonstrations that needs no recordings.</summary>
internal static class EspeakSpeech
{
    private const long MostBytes = 20_000_000;

    /// <param name="voice">A voice of <c>espeak-ng --voices</c>, such as <c>en-us</c> or <c>en-us+f3</c>.</param>
    /// <param name="wordsPerMinute">80 .. 450.</param>
    /// <param name="pitch">0 .. 99; 50 is the voice's own.</param>
    /// <exception cref="CommandLine.CommandFailedException">espeak-ng is not installed or refuses.</exception>
    public static async Task<Recording> SayAsync(string text, string voice, int wordsPerMinute, int pitch, CancellationToken cancellation)
    {
        byte[] wav = await ExternalProgram.RunAsync("espeak-ng",
            ["-v", voice, "-s", $"{wordsPerMinute}", "-p", $"{pitch}", "--stdout", "--", text], MostBytes, cancellation);
        WavAudio audio = WavReader.Read(wav);
        return Recording.FromFloats(audio.SampleRateHz, audio.Mono);
    }
}
