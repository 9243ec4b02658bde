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

/// <summary>A piece of speech as it leaves an engine.</summary>
internal abstract record SpeechPart;

/// <summary>The next samples: mono, 16-bit, at the rate of the stage that yields them.</summary>
internal sealed record SpeechAudio(ReadOnlyMemory<short> Samples) : SpeechPart;

/// <summary>The begin of a word.</summary>
/// <param name="Sample">Where it begins in the audio.</param>
/// <param name="TextOffset">Where it stands in the job's text, in UTF-16 units.</param>
/// <param name="TextLength">Its length in UTF-16 units.</param>
internal sealed record SpeechMark(long Sample, int TextOffset, int TextLength) : SpeechPart;
