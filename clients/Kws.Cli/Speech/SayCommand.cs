using System.CommandLine;
using System.Runtime.InteropServices;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Dsp;
using Kws.Speech.V1;

namespace Kws.Cli.Speech;

/// <summary><c>kws say</c>: speaks a text to the sound card or into a WAV file.</summary>
internal static class SayCommand
{
    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfTts();
        Argument<string> text = new("text") { Description = "What to say; '-' reads standard input" };
        Option<string?> output = new("--out", "-o") { Description = "Write a WAV file ('-': standard output) instead of playing", HelpName = "FILE" };
        Option<bool> json = CommonOptions.Json();
        SpeakingOptions speaking = new();
        Command command = new("say", "Speak a text") { text, output, json, server.Option };
        speaking.AddTo(command);
        command.SetWork(context, async (parsed, cancellation) =>
        {
            SynthesizeRequest request = speaking.Read(parsed, await ReadTextAsync(context, parsed.GetValue(text)!, cancellation));
            Spoken spoken = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation,
                channel => SpeakAsync(context, channel, request, parsed.GetValue(output), cancellation));
            TextWriter report = parsed.GetValue(output) == "-" ? context.Error : context.Out;
            await report.WriteLineAsync(parsed.GetValue(json) ? JsonOutput.ToLine(spoken) : spoken.ToString());
        });
        return command;
    }

    private static async Task<string> ReadTextAsync(CliContext context, string text, CancellationToken cancellation)
    {
        if (text != "-")
            return text;
        using StreamReader input = new(context.OpenStandardInput());
        return await input.ReadToEndAsync(cancellation);
    }

    private static async Task<Spoken> SpeakAsync(CliContext context, GrpcChannel channel, SynthesizeRequest request, string? output, CancellationToken cancellation)
    {
        long started = context.Time.GetTimestamp();
        TimeSpan? first = null;
        using MemoryStream collected = new();
        using AsyncServerStreamingCall<SynthesizeResponse> call = new Kws.Speech.V1.Speech.SpeechClient(channel).Synthesize(request, cancellationToken: cancellation);
        await using SoundCard? card = output is null ? SoundCard.Open(request.SampleRateHz) : null;
        string voice = "";
        await foreach (SynthesizeResponse response in call.ResponseStream.ReadAllAsync(cancellation))
        {
            voice = response.Format?.Voice ?? voice;
            if (response.Chunk is not { } chunk)
                continue;
            first ??= context.Time.GetElapsedTime(started);
            if (card is not null)
                await card.PlayAsync(chunk.Pcm.Memory, cancellation);
            collected.Write(chunk.Pcm.Span);
        }
        if (card is not null)
            await card.FinishAsync(cancellation);
        if (output is not null)
            await OutputFile.WriteAsync(context, output, ToWav(collected, request.SampleRateHz), cancellation);
        return new Spoken(voice, collected.Length / 2.0 / request.SampleRateHz, first?.TotalMilliseconds ?? 0, output);
    }

    private static byte[] ToWav(MemoryStream s16le, int sampleRateHz)
    {
        ReadOnlySpan<short> pcm = MemoryMarshal.Cast<byte, short>(s16le.GetBuffer().AsSpan(0, (int)s16le.Length));
        float[] samples = new float[pcm.Length];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = pcm[i] / 32768f;
        return WavWriter.ToPcm16(sampleRateHz, samples);
    }

    /// <summary>What was said, for the user.</summary>
    private sealed record Spoken(string Voice, double Seconds, double FirstAudioMs, string? File)
    {
        public override string ToString() => FormattableString.Invariant(
            $"{Seconds:0.00} s of speech by {Voice}, the first after {FirstAudioMs:0} ms{(File is null ? "" : $", in {File}")}");
    }
}
