namespace Kws.Tts.Engines;

/// <summary>One voice of an engine.</summary>
/// <param name="Id">What a request names.</param>
/// <param name="Name">For people.</param>
/// <param name="Languages">BCP 47 tags, best first.</param>
/// <param name="Gender"><c>female</c>, <c>male</c> or empty when the engine does not say.</param>
internal sealed record EngineVoice(string Id, string Name, IReadOnlyList<string> Languages, string Gender);

/// <summary>The voices of an engine, and the variants that any of them takes as <c>voice+variant</c>.</summary>
internal sealed class VoiceCatalogue(IReadOnlyList<EngineVoice> voices, IReadOnlyCollection<string> variants)
{
    private readonly HashSet<string> _ids = voices.Select(voice => voice.Id)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _variants = variants.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>All voices, by id.</summary>
    public IReadOnlyList<EngineVoice> Voices { get; } = [.. voices.OrderBy(voice => voice.Id, StringComparer.Ordinal)];

    /// <summary>Whether an id names a voice, alone or with a variant.</summary>
    public bool Contains(string id)
    {
        if (_ids.Contains(id))
            return true;
        var plus = id.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && _ids.Contains(id[..plus]) && _variants.Contains(id[(plus + 1)..]);
    }
}
