using Kws.Audio;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Speech;

/// <summary>The forms that speech is sent in.</summary>
internal sealed class SpeechFormats(IOptions<HttpApiOptions> options)
{
    private readonly ConcurrencyGate _conversions = new("conversions in progress", options.Value.MaxConversions);

    /// <summary>The form of a name; WAV of none.</summary>
    /// <exception cref="InvalidRequestException">No such form.</exception>
    public SpeechFormat Find(string? name) => name switch
    {
        null or "" or "wav" => new WavSpeech(),
        "pcm" => new PcmSpeech(),
        "flac" => new FlacSpeech(_conversions),
        _ => throw new InvalidRequestException("response_format", name, "wav, pcm or flac"),
    };
}

/// <summary>A form that speech is sent in.</summary>
internal abstract class SpeechFormat
{
    public abstract string ContentType { get; }

    /// <summary>Writes speech as it comes.</summary>
    /// <param name="speech">At its first chunk of s16le; null: there is none.</param>
    /// <param name="sampleRateHz">Of the speech.</param>
    /// <param name="body">Flushed after each chunk.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public abstract Task WriteAsync(
        IAsyncEnumerator<ReadOnlyMemory<byte>>? speech, int sampleRateHz, Stream body,
        CancellationToken cancellationToken);

    protected static async Task CopyAsync(
        IAsyncEnumerator<ReadOnlyMemory<byte>>? speech, Stream body, CancellationToken cancellationToken)
    {
        if (speech is null)
            return;
        do
        {
            await body.WriteAsync(speech.Current, cancellationToken);
            await body.FlushAsync(cancellationToken);
        }
        while (await speech.MoveNextAsync());
    }
}

/// <summary>Bare s16le, mono.</summary>
internal sealed class PcmSpeech : SpeechFormat
{
    public override string ContentType => "audio/pcm";

    public override Task WriteAsync(
        IAsyncEnumerator<ReadOnlyMemory<byte>>? speech, int sampleRateHz, Stream body,
        CancellationToken cancellationToken) => CopyAsync(speech, body, cancellationToken);
}

/// <summary>A WAV file of open length.</summary>
internal sealed class WavSpeech : SpeechFormat
{
    public override string ContentType => "audio/wav";

    public override async Task WriteAsync(
        IAsyncEnumerator<ReadOnlyMemory<byte>>? speech, int sampleRateHz, Stream body,
        CancellationToken cancellationToken)
    {
        await body.WriteAsync(WavWriter.OpenPcm16Header(sampleRateHz), cancellationToken);
        await CopyAsync(speech, body, cancellationToken);
    }
}

/// <summary>A FLAC stream of open length.</summary>
internal sealed class FlacSpeech(ConcurrencyGate conversions) : SpeechFormat
{
    public override string ContentType => "audio/flac";

    public override async Task WriteAsync(
        IAsyncEnumerator<ReadOnlyMemory<byte>>? speech, int sampleRateHz, Stream body,
        CancellationToken cancellationToken)
    {
        using var place = conversions.Enter();
        await FlacProgram.EncodeAsync(
            input => CopyAsync(speech, input, cancellationToken), sampleRateHz, body, cancellationToken);
    }
}
