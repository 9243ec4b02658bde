namespace Kws.Gateway.Wyoming;

/// <summary>The data of an <c>info</c> event.</summary>
internal sealed record Offer(IReadOnlyList<WakeProgram> Wake, IReadOnlyList<TtsProgram> Tts)
{
    public IReadOnlyList<string> Asr => [];

    public IReadOnlyList<string> Handle => [];

    public IReadOnlyList<string> Intent => [];

    public IReadOnlyList<string> Mic => [];

    public IReadOnlyList<string> Snd => [];
}

/// <param name="Name">Who made it, or what it was made from.</param>
/// <param name="Url">Where that is found; empty: nowhere.</param>
internal sealed record Attribution(string Name, string Url);

/// <summary>Something that the server has. All fields are told, since clients insist on them.</summary>
internal abstract record Artifact(string Name, Attribution Attribution, string Description, string Version)
{
    public bool Installed => true;
}

internal sealed record WakeProgram(
    string Name, Attribution Attribution, string Description, string Version, IReadOnlyList<WakeWord> Models)
    : Artifact(Name, Attribution, Description, Version);

internal sealed record WakeWord(
    string Name,
    Attribution Attribution,
    string Description,
    string Version,
    IReadOnlyList<string> Languages,
    string Phrase) : Artifact(Name, Attribution, Description, Version);

internal sealed record TtsProgram(
    string Name, Attribution Attribution, string Description, string Version, IReadOnlyList<Voice> Voices)
    : Artifact(Name, Attribution, Description, Version)
{
    public bool SupportsSynthesizeStreaming => true;
}

internal sealed record Voice(
    string Name, Attribution Attribution, string Description, string Version, IReadOnlyList<string> Languages)
    : Artifact(Name, Attribution, Description, Version)
{
    /// <summary>None: a voice has one speaker.</summary>
    public IReadOnlyList<string>? Speakers => null;
}
