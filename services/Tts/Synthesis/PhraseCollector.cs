using Kws.Tts.Caching;
using Kws.Tts.Engines;

namespace Kws.Tts.Synthesis;

/// <summary>Gathers the parts of a phrase for the cache, as long as it stays small enough.</summary>
internal sealed class PhraseCollector(long maxBytes)
{
    private List<SpeechPart>? _parts = maxBytes > 0 ? [] : null;
    private long _bytes;

    /// <summary>All parts; null when the phrase outgrew the limit.</summary>
    public IReadOnlyList<SpeechPart>? Parts => _parts;

    /// <summary>Adds the next part.</summary>
    public void Add(SpeechPart part)
    {
        _bytes += PhraseCache.SizeOf(part);
        if (_bytes > maxBytes)
            _parts = null;
        _parts?.Add(part);
    }
}
