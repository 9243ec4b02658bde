namespace Kws.Tts.Engines;

/// <summary>A piece of speech as it leaves an engine.</summary>
internal abstract record SpeechPart;

/// <summary>The next samples: mono, 16-bit, at the rate of the stage that yields them.</summary>
internal sealed record SpeechAudio(ReadOnlyMemory<short> Samples) : SpeechPart;

/// <summary>The begin of a word.</summary>
/// <param name="Sample">Where it begins in the audio.</param>
/// <param name="TextOffset">Where it stands in the job's text, in UTF-16 units.</param>
/// <param name="TextLength">Its length in UTF-16 units.</param>
internal sealed record SpeechMark(long Sample, int TextOffset, int TextLength) : SpeechPart;
