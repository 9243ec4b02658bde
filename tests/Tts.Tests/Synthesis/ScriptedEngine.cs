using System.Runtime.CompilerServices;
using Kws.Tts.Engines;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Tts.Tests.Synthesis;

/// <summary>Yields what a test lets it.</summary>
internal sealed class ScriptedEngine(params SpeechPart[] parts) : ISpeechEngine
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "scripted";

    public int SampleRateHz => 16_000;

    /// <summary>Thrown after the parts.</summary>
    public Exception? Fault { get; init; }

    public VoiceCatalogue Voices { get; init; } = new([new EngineVoice("en-us", "English", ["en-us"], "")], []);

    /// <summary>Jobs that were begun.</summary>
    public int Jobs { get; private set; }

    /// <summary>Completes when a job is over or was left.</summary>
    public Task Left => _left.Task;

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<VoiceCatalogue> VoicesAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Voices);

    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        string client,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Jobs++;
        try
        {
            foreach (var part in parts)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return part;
            }
            if (Fault is not null)
                throw Fault;
        }
        finally
        {
            _left.TrySetResult();
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken) =>
        Task.FromResult(HealthCheckResult.Healthy());
}
