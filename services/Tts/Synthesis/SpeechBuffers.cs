using Kws.ServiceDefaults.Errors;
using Kws.Tts.Caching;
using Kws.Tts.Engines;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Synthesis;

/// <summary>Counts the memory of all speech that waits for clients. Safe for concurrent use.</summary>
internal sealed class SpeechBuffers(IOptions<TtsOptions> options, TtsMetrics metrics, ILogger<SpeechBuffers> logger)
{
    private readonly long _limit = options.Value.MaxBufferedBytes;
    private long _bytes;

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Counts a part in.</summary>
    /// <exception cref="LimitExceededException">It does not fit under <see cref="TtsOptions.MaxBufferedBytes"/>.
    /// </exception>
    public void Take(SpeechPart part)
    {
        var size = PhraseCache.SizeOf(part);
        if (Interlocked.Add(ref _bytes, size) > _limit)
        {
            Interlocked.Add(ref _bytes, -size);
            logger.BuffersFull(_limit);
            metrics.Cut("buffers_full");
            throw new LimitExceededException("speech that waits for clients", $"over {_limit} bytes",
                $"{_limit} bytes");
        }
        metrics.Buffered(size);
    }

    /// <summary>Counts a part out.</summary>
    public void Return(SpeechPart part)
    {
        var size = PhraseCache.SizeOf(part);
        Interlocked.Add(ref _bytes, -size);
        metrics.Buffered(-size);
    }
}
