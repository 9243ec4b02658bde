using System.Security.Claims;
using Kws.Gateway.Grpc;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Wyoming;

/// <summary>The speech of one connection: texts that come whole, or piece by piece and are spoken sentence by
/// sentence.</summary>
/// <param name="speech">To the speech service.</param>
/// <param name="voices">That there are.</param>
/// <param name="writer">To the client.</param>
/// <param name="caller">In whose name.</param>
internal sealed class SpeechSession(
    SpeechCalls speech, WyomingVoices voices, WyomingWriter writer, ClaimsPrincipal caller)
{
    private const string Markup = "ssml";
    private Streaming? _streaming;

    /// <summary>Speaks a whole text. Within a text that comes in pieces it is that text again, for servers that take no
    /// pieces.</summary>
    /// <exception cref="InvalidRequestException">There is no such voice, or no such text.</exception>
    public async Task SpeakAsync(MessageFields data, CancellationToken cancellationToken)
    {
        if (_streaming is not null)
            return;
        var text = data.RequiredText("text");
        var output = new SpeechOutput(writer);
        var voice = await VoiceAsync(data, cancellationToken);
        if (data.Text("text_format") == Markup)
        {
            await SayAsync(new Words(text, true, voice, 0, SpeechOutput.RateHz), output, cancellationToken);
        }
        else
        {
            var whole = new Streaming(voice, output);
            await PieceAsync(whole, text, cancellationToken);
            await RestAsync(whole, cancellationToken);
        }
        await output.EndAsync(cancellationToken);
    }

    /// <summary>A text begins that comes in pieces.</summary>
    /// <exception cref="InvalidRequestException">There is no such voice.</exception>
    public async Task StartAsync(MessageFields data, CancellationToken cancellationToken)
    {
        if (data.Text("text_format") == Markup)
            throw new InvalidRequestException("text_format", Markup, "text, where it comes in pieces");
        _streaming = new Streaming(await VoiceAsync(data, cancellationToken), new SpeechOutput(writer));
    }

    /// <summary>A piece of a text.</summary>
    /// <exception cref="InvalidRequestException">No text has begun.</exception>
    public Task PieceAsync(MessageFields data, CancellationToken cancellationToken) =>
        PieceAsync(Begun("synthesize-chunk"), data.RequiredText("text"), cancellationToken);

    /// <summary>The text is whole.</summary>
    /// <exception cref="InvalidRequestException">No text has begun.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var streaming = Begun("synthesize-stop");
        await RestAsync(streaming, cancellationToken);
        await streaming.Output.EndAsync(cancellationToken);
        _streaming = null;
        await writer.WriteAsync("synthesize-stopped", cancellationToken: cancellationToken);
    }

    private Streaming Begun(string type) =>
        _streaming ?? throw new InvalidRequestException(type, "no text", "synthesize-start before");

    private async Task PieceAsync(Streaming streaming, string text, CancellationToken cancellationToken)
    {
        foreach (var sentence in streaming.Text.Add(text))
            await SayAsync(streaming.Say(sentence), streaming.Output, cancellationToken);
    }

    private async Task RestAsync(Streaming streaming, CancellationToken cancellationToken)
    {
        if (streaming.Text.Finish() is { } sentence)
            await SayAsync(streaming.Say(sentence), streaming.Output, cancellationToken);
    }

    private async Task SayAsync(Words words, SpeechOutput output, CancellationToken cancellationToken)
    {
        await foreach (var pcm in speech.SpeakAsync(words, caller, cancellationToken))
            await output.WriteAsync(pcm, cancellationToken);
    }

    // By name, or else by language; a voice of ours has one speaker.
    private async Task<string> VoiceAsync(MessageFields data, CancellationToken cancellationToken)
    {
        if (data.Object("voice") is not { } voice)
            return "";
        if (voice.Text("speaker") is { Length: > 0 } speaker)
            throw new InvalidRequestException("voice.speaker", speaker, "none: each voice has one");
        var name = voice.Text("name");
        return name.Length == 0 && voice.Text("language") is { Length: > 0 } language
            ? await voices.OfLanguageAsync(language, cancellationToken)
            : name;
    }

    private sealed record Streaming(string Voice, SpeechOutput Output)
    {
        public SentenceSplitter Text { get; } = new();

        public Words Say(string sentence) => new(sentence, false, Voice, 0, SpeechOutput.RateHz);
    }
}
