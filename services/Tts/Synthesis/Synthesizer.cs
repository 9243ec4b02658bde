using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Caching;
using Kws.Tts.Engines;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Synthesis;

/// <summary>Speech of one request at the client's rate: from the cache, or engine → rate → buffer → client. The engine
/// never waits for the client: the buffer holds the longest speech, and <see cref="SpeechBuffers"/> bounds
/// all.</summary>
internal sealed class Synthesizer(
    ISpeechEngine engine,
    PhraseCache cache,
    SpeechBuffers buffers,
    TtsMetrics metrics,
    TimeProvider timeProvider,
    IOptions<TtsOptions> options)
{
    private readonly TtsOptions _options = options.Value;

    /// <summary>Whether a phrase is in the cache.</summary>
    public bool IsCached(SpeechJob job, int sampleRateHz) => cache.Find(new PhraseKey(job, sampleRateHz)) is not null;

    /// <summary>Marks and audio in the order of time, at <paramref name="sampleRateHz"/>.</summary>
    /// <param name="job">What to say.</param>
    /// <param name="sampleRateHz">Of the audio.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="LimitExceededException">The speech is longer than <see cref="TtsOptions.MaxSpeechSeconds"/>, or
    /// too much speech waits for clients.</exception>
    /// <exception cref="EngineUnavailableException">The engine failed.</exception>
    /// <exception cref="EngineBusyException">No voice is free and the queue is full.</exception>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        int sampleRateHz,
        string client,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = new PhraseKey(job, sampleRateHz);
        var started = timeProvider.GetTimestamp();
        if (cache.Find(key) is { } known)
        {
            metrics.CacheHit();
            foreach (var part in known)
                yield return part;
            yield break;
        }
        var buffer = Channel.CreateUnbounded<SpeechPart>(new() { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = PumpAsync(key, client, buffer.Writer, stop.Token);
        try
        {
            var first = true;
            await foreach (var part in buffer.Reader.ReadAllAsync(cancellationToken))
            {
                buffers.Return(part);
                if (first && part is SpeechAudio)
                {
                    metrics.FirstAudio(engine.Name, timeProvider.GetElapsedTime(started));
                    first = false;
                }
                yield return part;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pump;
            while (buffer.Reader.TryRead(out var left))
                buffers.Return(left);
        }
    }

    // Never throws: a fault travels to the reader through the channel.
    private async Task PumpAsync(
        PhraseKey key,
        string client,
        ChannelWriter<SpeechPart> buffer,
        CancellationToken cancellationToken)
    {
        try
        {
            var collector = new PhraseCollector(cache.MaxEntryBytes);
            var samples = 0L;
            await foreach (var part in ConvertedAsync(key, client, cancellationToken))
            {
                samples += (part as SpeechAudio)?.Samples.Length ?? 0;
                if (samples > (long)_options.MaxSpeechSeconds * key.SampleRateHz)
                    throw new LimitExceededException("speech length", $"over {_options.MaxSpeechSeconds} s",
                        $"{_options.MaxSpeechSeconds} s");
                buffers.Take(part);
                collector.Add(part);
                buffer.TryWrite(part);
            }
            if (collector.Parts is { } whole)
                cache.Keep(key, whole);
            metrics.Spoken(engine.Name, (double)samples / key.SampleRateHz);
            buffer.TryComplete();
        }
        catch (Exception exception)
        {
            buffer.TryComplete(exception);
        }
    }

    private async IAsyncEnumerable<SpeechPart> ConvertedAsync(
        PhraseKey key,
        string client,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var converter = new RateConverter(engine.SampleRateHz, key.SampleRateHz);
        await foreach (var part in engine.SpeakAsync(key.Job, client, cancellationToken))
            if (converter.Convert(part) is { } converted)
                yield return converted;
        if (converter.Finish() is { } rest)
            yield return rest;
    }
}
