using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Speech.V1;

namespace Kws.Cli.Benchmarking.Speech;

/// <summary><c>kws bench speech</c>: delay to the first audio, and speech made a second, with several voices at once.</summary>
internal static class BenchSpeechCommand
{
    private const int SampleRateHz = 22050;

    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfTts();
        Option<int> sentences = BoundedOption.Create("--sentences", "How many sentences in all", 160, 1, 100_000);
        Option<int> atOnce = BoundedOption.Create("--at-once", "How many at the same time", 16, 1, 64);
        Option<bool> json = CommonOptions.Json();
        Command command = new("speech", "Measure the speech service") { sentences, atOnce, json, server.Option };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            SpeechFigures figures = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation,
                channel => MeasureAsync(context, channel, parsed.GetValue(sentences), parsed.GetValue(atOnce), cancellation));
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToLine(figures));
            else
                figures.WriteTo(context);
        });
        return command;
    }

    private static async Task<SpeechFigures> MeasureAsync(CliContext context, GrpcChannel channel, int sentences, int atOnce, CancellationToken cancellation)
    {
        Kws.Speech.V1.Speech.SpeechClient client = new(channel);
        await SpeakAsync(context, client, "Warming up.", cancellation);
        Utterance[] utterances = new Utterance[sentences];
        int next = -1;
        long started = context.Time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atOnce, sentences)).Select(async _ =>
        {
            // A number in each sentence keeps it out of the phrase cache.
            for (int i = Interlocked.Increment(ref next); i < sentences; i = Interlocked.Increment(ref next))
                utterances[i] = await SpeakAsync(context, client, $"Sentence number {i} of this run says that the meeting was moved to Thursday afternoon.", cancellation);
        }));
        return SpeechFigures.Of(utterances, atOnce, context.Time.GetElapsedTime(started));
    }

    private static async Task<Utterance> SpeakAsync(CliContext context, Kws.Speech.V1.Speech.SpeechClient client, string text, CancellationToken cancellation)
    {
        long started = context.Time.GetTimestamp();
        TimeSpan? first = null;
        long bytes = 0;
        using AsyncServerStreamingCall<SynthesizeResponse> call = client.Synthesize(new SynthesizeRequest { Text = text, SampleRateHz = SampleRateHz }, cancellationToken: cancellation);
        await foreach (SynthesizeResponse response in call.ResponseStream.ReadAllAsync(cancellation))
        {
            if (response.Chunk is not { } chunk)
                continue;
            first ??= context.Time.GetElapsedTime(started);
            bytes += chunk.Pcm.Length;
        }
        return new Utterance(first ?? TimeSpan.Zero, context.Time.GetElapsedTime(started), TimeSpan.FromSeconds(bytes / 2.0 / SampleRateHz));
    }
}
