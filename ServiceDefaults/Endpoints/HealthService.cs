using Grpc.Core;
using Grpc.Health.V1;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>The standard gRPC health service, of the server as a whole (the empty name).</summary>
/// <remarks>A degraded server serves. A watch ends when the server drains, after it was told.</remarks>
internal sealed class HealthService(HealthState state, IDrainSignal drain) : Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        CheckName(request);
        return Response(await state.ReadAsync(context.CancellationToken).ConfigureAwait(false));
    }

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context)
    {
        CheckName(request);
        HealthReport? seen = null;
        HealthCheckResponse? told = null;
        while (told is null || !drain.IsDraining)
        {
            seen = await state.NextAsync(seen, context.CancellationToken).ConfigureAwait(false);
            var response = Response(seen);
            if (response.Equals(told))
                continue;
            await responseStream.WriteAsync(response, context.CancellationToken).ConfigureAwait(false);
            told = response;
        }
    }

    private static void CheckName(HealthCheckRequest request)
    {
        if (request.Service.Length > 0)
            throw new NotFoundException("service", request.Service);
    }

    private static HealthCheckResponse Response(HealthReport report) => new()
    {
        Status = report.Status == HealthStatus.Unhealthy ? ServingStatus.NotServing : ServingStatus.Serving,
    };
}
