using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Caching;
using Kws.Tts.Engines;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Synthesis;

/// <summary>Speech of one request at the client's rate: from the cache, or engine → rate → bounded buffer →
/// client.</summary>
internal sealed class Synthesizer(
    ISpeechEngine engine,
    PhraseCache cache,
    TtsMetrics metrics,
    TimeProvider timeProvider,
    IOptions<TtsOptions> options)
{
    // Engines yield about 50 ms a part.
    private const int PartsPerSecond = 20;

    private readonly TtsOptions _options = options.Value;

    /// <summary>Whether a phrase is in the cache.</summary>
    public bool IsCached(SpeechJob job, int sampleRateHz) => cache.Find(new PhraseKey(job, sampleRateHz)) is not null;

    /// <summary>Marks and audio in the order of time, at <paramref name="sampleRateHz"/>.</summary>
    /// <exception cref="LimitExceededException">The speech is longer than
    /// <see cref="TtsOptions.MaxSpeechSeconds"/>.</exception>
    /// <exception cref="EngineUnavailableException">The engine failed.</exception>
    /// <exception cref="EngineBusyException">No voice is free and the queue is full.</exception>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        int sampleRateHz,
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
        var buffer = Channel.CreateBounded<SpeechPart>(
            new BoundedChannelOptions(_options.MaxBufferedSeconds * PartsPerSecond)
            {
                SingleReader = true,
                SingleWriter = true
            });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = PumpAsync(key, buffer.Writer, stop.Token);
        try
        {
            var first = true;
            await foreach (var part in buffer.Reader.ReadAllAsync(cancellationToken))
            {
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
        }
    }

    // Never throws: a fault travels to the reader through the channel.
    private async Task PumpAsync(PhraseKey key, ChannelWriter<SpeechPart> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var collector = new PhraseCollector(cache.MaxEntryBytes);
            var converter = new RateConverter(engine.SampleRateHz, key.SampleRateHz);
            var samplesLeft = (long)_options.MaxSpeechSeconds * key.SampleRateHz;
            await foreach (var part in engine.SpeakAsync(key.Job, cancellationToken))
            {
                if (converter.Convert(part) is not { } converted)
                    continue;
                samplesLeft -= (converted as SpeechAudio)?.Samples.Length ?? 0;
                if (samplesLeft < 0)
                    throw new LimitExceededException("speech length", $"over {_options.MaxSpeechSeconds} s",
                        $"{_options.MaxSpeechSeconds} s");
                collector.Add(converted);
                await buffer.WriteAsync(converted, cancellationToken);
            }
            if (converter.Finish() is { } rest)
            {
                collector.Add(rest);
                await buffer.WriteAsync(rest, cancellationToken);
            }
            if (collector.Parts is { } whole)
                cache.Keep(key, whole);
            metrics.Spoken(engine.Name,
                (double)(((long)_options.MaxSpeechSeconds * key.SampleRateHz) - samplesLeft) / key.SampleRateHz);
            buffer.TryComplete();
        }
        catch (Exception exception)
        {
            buffer.TryComplete(exception);
        }
    }
}
