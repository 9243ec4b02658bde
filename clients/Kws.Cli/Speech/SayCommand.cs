using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Speech.V1;

namespace Kws.Cli.Speech;

/// <summary><c>kws say</c>: speaks a text to the sound card or into a WAV file.</summary>
internal sealed class SayCommand(CliContext context)
{
    private readonly ServerAddress _server = ServerAddress.OfTts();
    private readonly Argument<string> _text = new("text") { Description = "What to say; '-' reads standard input" };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly SpeakingOptions _speaking = new();
    private readonly Option<string?> _output = new("--out", "-o")
    {
        Description = "Write a WAV file ('-': standard output) instead of playing",
        HelpName = "FILE",
    };

    public static Command Create(CliContext context)
    {
        var say = new SayCommand(context);
        var command = new Command("say", "Speak a text") { say._text, say._output, say._json, say._server.Option };
        say._speaking.AddTo(command);
        command.SetWork(context, say.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetValue(_output);
        var request = _speaking.Read(
            parsed, await ReadTextAsync(parsed.GetRequiredValue(_text), cancellationToken));
        var spoken = await ServerSession.UseAsync(
            _server.Resolve(parsed, context), cancellationToken, channel =>
                SpeakAsync(channel, request, file, cancellationToken));
        // Standard output holds the audio then.
        var reported = file == "-" ? context with { Out = context.Error } : context;
        Report.OfLine(spoken).Add(spoken.ToString()).WriteTo(reported, parsed.GetValue(_json));
    }

    private async Task<string> ReadTextAsync(string text, CancellationToken cancellationToken)
    {
        if (text != "-")
            return text;
        using var input = new StreamReader(context.OpenStandardInput());
        return await input.ReadToEndAsync(cancellationToken);
    }

    private async Task<Spoken> SpeakAsync(
        GrpcChannel channel, SynthesizeRequest request, string? file, CancellationToken cancellationToken)
    {
        var client = new Kws.Speech.V1.Speech.SpeechClient(channel);
        var started = context.Time.GetTimestamp();
        TimeSpan? first = null;
        var voice = "";
        using var call = client.Synthesize(
            request, cancellationToken: cancellationToken);
        await using var output = new SpeechOutput(context, isHeard: true, file);
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            voice = response.Format?.Voice ?? voice;
            if (response.Chunk is not { } chunk)
                continue;
            first ??= context.Time.GetElapsedTime(started);
            await output.AddAsync(chunk.Pcm.Memory, request.SampleRateHz, cancellationToken);
        }
        await output.FinishAsync(cancellationToken);
        return new Spoken(voice, output.Length.TotalSeconds, first?.TotalMilliseconds ?? 0, file);
    }

    /// <summary>What was said, for the user.</summary>
    private sealed record Spoken(string Voice, double Seconds, double FirstAudioMs, string? File)
    {
        public override string ToString()
        {
            var place = File is null ? "" : $", in {File}";
            return FormattableString.Invariant(
                $"{Seconds:0.00} s of speech by {Voice}, the first after {FirstAudioMs:0} ms{place}");
        }
    }
}
