using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Kws.ServiceDefaults.Errors;
using Kws.TestSupport.Fuzzing;
using Kws.Tts.Engines;
using Kws.Tts.Tests.Engines;
using Kws.Tts.Text;

namespace Kws.Tts.Tests.Text;

/// <summary>What espeak-ng speaks is what was checked, for documents at random.</summary>
public sealed partial class SpokenSsmlTests
{
    // An element, a comma or a sentence's end makes the library pause by itself.
    private const double MostOwnSilence = 2.5;

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Speak_DocumentsAtRandom_SaysTheirWordsInOrderAndPausesNoLonger()
    {
        await using var host = new EspeakHost();
        var voices = await host.Engine.VoicesAsync(CancellationToken.None).WithTimeout();
        foreach (var seed in FuzzRun.Seeds(150))
        {
            var random = new RandomSsml(seed);
            var document = random.Write();
            // An independent reader agrees about what is in it.
            var tree = XDocument.Parse(document.TrimStart('\uFEFF'), LoadOptions.PreserveWhitespace);
            Assert.Equal(random.Words, WordsOf(tree.Root!.Value));

            var text = SsmlPolicy.Read(document, voices);
            var parts = await host.SpeakAsync(EspeakHost.Ssml(text.Text)).WithTimeout();

            var spoken = parts.OfType<SpeechMark>()
                .Select(mark => text.Locate(mark.TextOffset, mark.TextLength))
                .Select(place => Resolved(document[place.Start..place.End]));
            Assert.True(random.Words.SequenceEqual(spoken.SelectMany(WordsOf)),
                $"seed {seed}: {string.Join('|', spoken)} of {document}");
            var silence = SpeechSamples.Pauses(SpeechSamples.Of(parts)).Sum();
            Assert.InRange(silence, 0, (random.PausesMs / 1000.0) + MostOwnSilence + (random.Elements * 1.2));
        }
    }

    [SkippableFact]
    public async Task Speak_MutatedDocuments_AreRefusedOrSpokenAndTheWorkerLives()
    {
        await using var host = new EspeakHost();
        var voices = await host.Engine.VoicesAsync(CancellationToken.None).WithTimeout();
        var worker = host.Engine.Idle.Single();
        var (refused, spoken) = (0, 0);
        foreach (var seed in FuzzRun.Seeds(400))
        {
            var random = new RandomSsml(seed);
            var document = random.Mutate(random.Write());
            try
            {
                PlainTextPolicy.Check(document, 4_000);
                var text = SsmlPolicy.Read(document, voices);
                var parts = await host.SpeakAsync(EspeakHost.Ssml(text.Text)).WithTimeout();
                Assert.All(parts.OfType<SpeechMark>(), mark =>
                    Assert.InRange(text.Locate(mark.TextOffset, mark.TextLength).End, 0, document.Length));
                Assert.InRange(SpeechSamples.Of(parts).Length / 22_050.0, 0, 300);
                spoken++;
            }
            catch (InvalidRequestException)
            {
                refused++;
            }
            Assert.True(host.Engine.Idle.Single().ProcessId == worker.ProcessId,
                $"seed {seed} ended the worker: {document}");
        }
        Assert.True(spoken > 0 && refused > 0, $"{spoken} spoken, {refused} refused");
        using var process = Process.GetProcessById(worker.ProcessId);
        Assert.InRange(process.WorkingSet64, 0, 400L << 20);
    }

    private static IEnumerable<string> WordsOf(string text) =>
        Word().Matches(text).Select(match => match.Value).Where(word => word is not ("break" or "time" or "b" or "br"));

    // Comments, CDATA and references inside a word.
    private static string Resolved(string written)
    {
        var text = Comment().Replace(written.Replace("<![CDATA[", "", StringComparison.Ordinal), "");
        return Reference().Replace(text, match => ((char)(match.Groups[1].Success
            ? int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))).ToString());
    }

    [GeneratedRegex("[a-z]{5,}")]
    private static partial Regex Word();

    [GeneratedRegex("<!--.*?-->")]
    private static partial Regex Comment();

    [GeneratedRegex("&#(?:x([0-9a-f]+)|([0-9]+));")]
    private static partial Regex Reference();
}
