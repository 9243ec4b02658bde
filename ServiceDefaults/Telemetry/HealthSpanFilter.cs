using System.Diagnostics;
using OpenTelemetry;

namespace Kws.ServiceDefaults.Telemetry;

/// <summary>Drops the spans of health probes: one every few seconds from every prober hides the calls.</summary>
internal sealed class HealthSpanFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is "/health" or "/alive" or "/grpc.health.v1.Health/Check" or "/grpc.health.v1.Health/Watch")
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
