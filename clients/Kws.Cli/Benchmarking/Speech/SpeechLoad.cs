using Grpc.Core;
using Kws.Speech.V1;

namespace Kws.Cli.Benchmarking.Speech;

/// <summary>Has sentences spoken, as many at once as asked, and measures.</summary>
internal sealed class SpeechLoad(Kws.Speech.V1.Speech.SpeechClient client, TimeProvider timeProvider)
{
    private const int SampleRateHz = 22_050;

    public Task WarmUpAsync(CancellationToken cancellationToken) =>
        SpeakAsync("Warming up.", () => { }, cancellationToken);

    /// <summary>Each of the workers has one sentence spoken to its end, then the next, until all are.</summary>
    public async Task<SpeechFigures> RunAsync(int sentences, int concurrency, CancellationToken cancellationToken)
    {
        var run = new LoadRun(timeProvider, TimeSpan.MaxValue);
        var spoken = new Utterance[sentences];
        var result = await run.RunAsync("Synthesize", concurrency, Math.Min(concurrency, sentences), async _ =>
        {
            for (var number = run.Next(); number < sentences; number = run.Next())
            {
                var begin = run.Begin();
                // A number in each sentence keeps it out of the phrase cache.
                var text = $"Sentence number {number} of this run";
                spoken[number] = await SpeakAsync($"{text} says that the meeting was moved to Thursday afternoon.",
                    () => run.End(begin), cancellationToken);
            }
        });
        return SpeechFigures.Of(result, spoken);
    }

    /// <param name="onFirst">Called when the first audio has come, or at the end if none has.</param>
    private async Task<Utterance> SpeakAsync(string text, Action onFirst, CancellationToken cancellationToken)
    {
        var begin = timeProvider.GetTimestamp();
        long bytes = 0;
        var isHeard = false;
        using var call = client.Synthesize(
            new SynthesizeRequest { Text = text, SampleRateHz = SampleRateHz }, cancellationToken: cancellationToken);
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (response.Chunk is not { } chunk)
                continue;
            if (!isHeard)
                onFirst();
            isHeard = true;
            bytes += chunk.Pcm.Length;
        }
        if (!isHeard)
            onFirst();
        return new Utterance(
            timeProvider.GetElapsedTime(begin), TimeSpan.FromSeconds(bytes / (double)sizeof(short) / SampleRateHz));
    }
}
