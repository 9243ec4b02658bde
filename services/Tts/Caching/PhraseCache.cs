using Kws.Tts.Engines;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Caching;

/// <summary>What makes two requests the same speech.</summary>
internal sealed record PhraseKey(SpeechJob Job, int SampleRateHz);

/// <summary>
/// Speech of repeated phrases, least recently used out first. Bounded by <see cref="TtsOptions.CacheBytes"/>;
/// a phrase that would take over an eighth of it is not kept.
/// </summary>
internal sealed class PhraseCache(IOptions<TtsOptions> options)
{
    private readonly long _capacity = options.Value.CacheBytes;
    private readonly Lock _gate = new();
    private readonly Dictionary<PhraseKey, LinkedListNode<Entry>> _byKey = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>Longest speech worth collecting, in bytes.</summary>
    public long MaxEntryBytes => _capacity / 8;

    /// <summary>Bytes held.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>The parts of a phrase, or null.</summary>
    public IReadOnlyList<SpeechPart>? Find(PhraseKey key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Parts;
        }
    }

    /// <summary>Keeps a whole phrase.</summary>
    public void Keep(PhraseKey key, IReadOnlyList<SpeechPart> parts)
    {
        var bytes = SizeOf(key) + parts.Sum(SizeOf);
        if (bytes > MaxEntryBytes)
            return;
        lock (_gate)
        {
            if (_byKey.ContainsKey(key))
                return;
            _byKey[key] = _byUse.AddFirst(new Entry(key, parts, bytes));
            _bytes += bytes;
            while (_bytes > _capacity)
            {
                var oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _byKey.Remove(oldest.Key);
                _bytes -= oldest.Bytes;
            }
        }
    }

    /// <summary>Memory that a part takes, with its object.</summary>
    public static long SizeOf(SpeechPart part) => part is SpeechAudio audio
        ? (audio.Samples.Length * sizeof(short)) + 64
        : 64;

    private static long SizeOf(PhraseKey key) => (key.Job.Text.Length * sizeof(char)) + 256;

    private sealed record Entry(PhraseKey Key, IReadOnlyList<SpeechPart> Parts, long Bytes);
}
