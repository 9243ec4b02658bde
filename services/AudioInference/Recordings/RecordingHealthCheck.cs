using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.AudioInference.Recordings;

/// <summary>Degraded while the object store takes no clips: words are heard all the same.</summary>
internal sealed class RecordingHealthCheck(RecordingWriter writer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(writer.Fault is { } fault
            ? HealthCheckResult.Degraded($"no clips are stored: {fault}")
            : HealthCheckResult.Healthy());
}
