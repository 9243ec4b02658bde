using Kws.Audio;

namespace Kws.InteropTests.Samples;

public sealed class SpeechSampleTests
{
    [Fact]
    public async Task PythonSample_Sentence_WritesSpeechAndPrintsItsWords()
    {
        var file = Path.Combine(Path.GetTempPath(), $"kws-say-{Guid.NewGuid():N}.wav");
        await using var tts = await ServiceProcess.StartAsync("Tts");
        try
        {
            var printed = await PythonSamples.RunAsync("say.py", "Turn the light on", file, $"127.0.0.1:{tts.Port}");

            Assert.Equal(["Turn", "the", "light", "on"],
                printed.Split('\n').Take(4).Select(line => line.Split("  ")[1]));
            var audio = WavReader.Read(await File.ReadAllBytesAsync(file).WithTimeout());
            Assert.Equal(16_000, audio.SampleRateHz);
            Assert.InRange(audio.Mono.Length / 16_000.0, 0.7, 3);
            Assert.Contains(audio.Mono, sample => Math.Abs(sample) > 0.1f);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task PythonSample_EmojiBeforeTheWords_PrintsTheWordsWhole()
    {
        var file = Path.Combine(Path.GetTempPath(), $"kws-say-{Guid.NewGuid():N}.wav");
        await using var tts = await ServiceProcess.StartAsync("Tts");
        try
        {
            var printed = await PythonSamples.RunAsync(
                "say.py", "\U0001F600\U0001F600, turn the light on", file, $"127.0.0.1:{tts.Port}");

            var words = printed.Split('\n').Where(line => line.Contains(" s  ", StringComparison.Ordinal))
                .Select(line => line.Split(" s  ")[1]);
            Assert.Equal(["turn", "the", "light", "on"], words.TakeLast(4));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
