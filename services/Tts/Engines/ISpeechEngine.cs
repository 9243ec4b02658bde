using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Tts.Engines;

/// <summary>A program or service that turns text into audio.</summary>
internal interface ISpeechEngine
{
    /// <summary>Its name in <c>AudioFormat.engine</c>, such as <c>espeak-ng</c>.</summary>
    string Name { get; }

    /// <summary>Rate of the audio that <see cref="SpeakAsync"/> yields, in hertz.</summary>
    int SampleRateHz { get; }

    /// <summary>Gets ready ahead of the first job. A fault shows in the log and again in each job.</summary>
    Task WarmUpAsync(CancellationToken cancellationToken);

    /// <summary>The voices it can speak with. Cached by the engine.</summary>
    /// <exception cref="EngineUnavailableException">The engine cannot be reached.</exception>
    Task<VoiceCatalogue> VoicesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Speaks a job: marks and audio in the order of time. Ending the enumeration early stops the engine.
    /// </summary>
    /// <param name="job">What to say.</param>
    /// <param name="client">Who asks, for those who wait to take turns.</param>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <exception cref="InvalidRequestException">The engine does not take the text.</exception>
    /// <exception cref="EngineUnavailableException">The engine cannot be reached or failed.</exception>
    /// <exception cref="EngineBusyException">More jobs wait than it allows.</exception>
    IAsyncEnumerable<SpeechPart> SpeakAsync(SpeechJob job, string client, CancellationToken cancellationToken);

    /// <summary>Whether it could speak now: unhealthy when no voice answers, degraded when some do not.</summary>
    Task<HealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken);
}

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

/// <summary>The engine cannot be reached, is missing or failed. Mapped to <c>UNAVAILABLE</c>.</summary>
internal sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>More jobs wait for a voice than the engine allows. Mapped to <c>RESOURCE_EXHAUSTED</c>.</summary>
internal sealed class EngineBusyException(string message) : Exception(message);
