using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kws.Cli.Servers;

/// <summary>A span for each call of a device: with it a trace begins where the sound does.</summary>
internal static class DeviceTelemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceVariable = "OTEL_SERVICE_NAME";

    /// <summary>
    /// Sends spans as the <c>OTEL_*</c> variables say, until disposed.
    /// Null without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: nothing is collected.
    /// </summary>
    public static IDisposable? Start(Func<string, string?> variable)
    {
        if (string.IsNullOrEmpty(variable(EndpointVariable)))
            return null;
        var builder = Sdk.CreateTracerProviderBuilder()
            .AddGrpcClientInstrumentation(client => client.SuppressDownstreamInstrumentation = true)
            .AddOtlpExporter();
        if (string.IsNullOrEmpty(variable(ServiceVariable)))
            builder.ConfigureResource(resource => resource.AddService("kws"));
        return builder.Build();
    }
}
