using System.Reflection;
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

    // .NET emits these itself; only the receiver has to ask for them.
    private static readonly string[] ActivitySources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit", "Kws.*"];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit", "Kws.*",
    ];

    // They write several lines a request or health probe. Configuration may ask for them again.
    private static readonly string[] NoisyCategories = ["Microsoft.AspNetCore", "Grpc", "System.Net.Http.HttpClient"];

    /// <summary>Nothing is collected unless there is somewhere to send it.</summary>
    public static void AddTelemetry<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSingleton<CallMetrics>();
        foreach (string category in NoisyCategories.Where(category => builder.Configuration[$"Logging:LogLevel:{category}"] is null))
            builder.Logging.AddFilter(category, LogLevel.Warning);
        if (string.IsNullOrWhiteSpace(builder.Configuration[EndpointKey]))
            return;

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName(builder), serviceVersion: Version(), autoGenerateServiceInstanceId: true)
                .AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(ActivitySources).AddProcessor(new GrpcClientSpanNames()))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView(HistogramBounds.ViewOf))
            .UseOtlpExporter();
    }

    private static string ServiceName(IHostApplicationBuilder builder) =>
        builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : builder.Environment.ApplicationName;

    private static string? Version() => Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3);
}
