namespace Kws.Tts.Engines;

/// <summary>What to say and how; already validated.</summary>
/// <param name="Text">Plain text, or one SSML document when <paramref name="IsSsml"/>.</param>
/// <param name="IsSsml">Whether <paramref name="Text"/> is markup.</param>
/// <param name="Voice">An id of the engine's <see cref="VoiceCatalogue"/>.</param>
/// <param name="RateWpm">Words a minute, 80 to 450.</param>
/// <param name="Pitch">0 to 99; 50 is the voice's own.</param>
/// <param name="Volume">0 to 200; 100 is the voice's own.</param>
/// <param name="WordMarks">Whether marks are wanted: they cost some engines a second request.</param>
internal sealed record SpeechJob(
    string Text,
    bool IsSsml,
    string Voice,
    int RateWpm,
    int Pitch,
    int Volume,
    bool WordMarks);
