using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kws.ServiceDefaults.Telemetry;

internal static class TelemetryBuilderExtensions
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Names the server's spans after the gRPC method and marks them with its status; without it both are HTTP's.
    private const string GrpcServerSpansKey = "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_ENABLE_GRPC_INSTRUMENTATION";

    // Emitted by libraries and by ourselves; the rest comes with the instrumentation packages.
    private static readonly string[] ActivitySources = ["Npgsql", "MassTransit", "Kws.*"];
    private static readonly string[] Meters = ["Npgsql", "MassTransit", "Kws.*"];

    // They write several lines a request or health probe. Configuration may ask for them again.
    private static readonly string[] NoisyCategories = ["Microsoft.AspNetCore", "Grpc", "System.Net.Http.HttpClient"];

    /// <summary>Nothing is collected unless there is somewhere to send it.</summary>
    public static void AddTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSingleton<CallMetrics>();
        foreach (var category
            in NoisyCategories.Where(category => builder.Configuration[$"Logging:LogLevel:{category}"] is null))
            builder.Logging.AddFilter(category, LogLevel.Warning);
        if (string.IsNullOrWhiteSpace(builder.Configuration[EndpointKey]))
            return;

        builder.Configuration[GrpcServerSpansKey] ??= "true";
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(ServiceName(builder), serviceVersion: Version(),
                    autoGenerateServiceInstanceId: true)
                .AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(server => server.Filter = context => !IsProbe(context.Request.Path))
                // One span a call: the HTTP request below it would be a second one of the same length.
                .AddGrpcClientInstrumentation(client => client.SuppressDownstreamInstrumentation = true)
                .AddHttpClientInstrumentation()
                .AddSource(ActivitySources))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(Meters)
                .AddView(HistogramBounds.ViewOf))
            .UseOtlpExporter();
    }

    // One every second or two from every prober would hide the calls.
    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/alive")
            || path.StartsWithSegments("/grpc.health.v1.Health");

    private static string ServiceName(IHostApplicationBuilder builder) =>
        builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : builder.Environment.ApplicationName;

    private static string? Version() => Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3);
}
