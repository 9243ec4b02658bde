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
