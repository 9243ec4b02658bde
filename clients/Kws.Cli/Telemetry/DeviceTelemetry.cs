using System.Diagnostics;
using Grpc.Core;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kws.Cli.Telemetry;

/// <summary>A device's own spans: with them a trace begins where the sound does.</summary>
internal static class DeviceTelemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceVariable = "OTEL_SERVICE_NAME";

    private static readonly ActivitySource Source = new("Kws.Cli");

    /// <summary>
    /// Sends spans as the <c>OTEL_*</c> variables say, until disposed.
    /// Null without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: nothing is collected.
    /// </summary>
    public static IDisposable? Start(Func<string, string?> variable)
    {
        if (string.IsNullOrEmpty(variable(EndpointVariable)))
            return null;
        TracerProviderBuilder builder = Sdk.CreateTracerProviderBuilder().AddSource(Source.Name).AddOtlpExporter();
        if (string.IsNullOrEmpty(variable(ServiceVariable)))
            builder.ConfigureResource(resource => resource.AddService("kws"));
        return builder.Build();
    }

    /// <summary>The span of one <c>Spot</c> call; the server's spans are below it. Null: nothing is collected.</summary>
    public static Activity? BeginSpot(string deviceId)
    {
        Activity? span = Source.StartActivity("kws.audio.v1.KeywordSpotter/Spot", ActivityKind.Client);
        return span?.SetTag("rpc.system", "grpc").SetTag("kws.device", deviceId);
    }

    /// <summary>Marks the span of a call that was lost.</summary>
    public static void Fail(this Activity? span, RpcException exception) =>
        span?.SetStatus(ActivityStatusCode.Error, exception.Status.Detail).SetTag("rpc.grpc.status_code", (int)exception.StatusCode);
}
