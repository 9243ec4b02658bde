using System.Runtime.CompilerServices;
using System.Security.Claims;
using Grpc.Core;
using Kws.Gateway.Http.Speech;
using Kws.Speech.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Asks for speech, for a caller.</summary>
internal sealed class SpeechCalls(Speech.V1.Speech.SpeechClient speech, CallerHeaders headers)
{
    /// <summary>Speech as it is spoken: s16le, mono.</summary>
    /// <param name="words">What, and how.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call; the voice is free again at once.</param>
    /// <exception cref="RpcException">As <c>Speech.Synthesize</c> says; before the first chunk where the request is
    /// refused.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> SpeakAsync(
        Words words, ClaimsPrincipal caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new SynthesizeRequest
        {
            Text = words.Text,
            Kind = words.IsMarkup ? TextKind.Ssml : TextKind.Plain,
            Voice = words.Voice,
            RateWpm = words.RateWpm,
            SampleRateHz = words.SampleRateHz,
            Container = Container.RawS16Le,
        };
        if (words.Pitch is { } pitch)
            request.Pitch = pitch;
        using var call = speech.Synthesize(request, headers.Of(caller), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            if (call.ResponseStream.Current.Chunk is { } chunk)
                yield return chunk.Pcm.Memory;
        }
    }

    public async Task<VoicesAnswer> ListVoicesAsync(
        string languagePrefix, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await speech.ListVoicesAsync(new ListVoicesRequest { LanguagePrefix = languagePrefix },
            headers.Of(caller), cancellationToken: cancellationToken);
        return new VoicesAnswer(
            [
                .. answer.Voices.Select(voice => new VoiceAnswer(
                    voice.Id, voice.Name, [.. voice.Languages], voice.Gender, voice.Engine)),
            ],
            answer.DefaultVoice);
    }
}

/// <summary>A text to be spoken.</summary>
/// <param name="Text">Plain, or SSML.</param>
/// <param name="IsMarkup">Whether it is SSML.</param>
/// <param name="Voice">Empty: the server's default.</param>
/// <param name="RateWpm">Words a minute; 0: the server's default.</param>
/// <param name="SampleRateHz">Of the speech.</param>
/// <param name="Pitch">0 to 99; null: the server's default.</param>
internal sealed record Words(
    string Text, bool IsMarkup, string Voice, int RateWpm, int SampleRateHz, int? Pitch = null);
