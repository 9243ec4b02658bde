namespace Aspire.Hosting.Orchestration;

/// <summary>Where resources send their telemetry, in OpenTelemetry's own variables.</summary>
internal sealed class TelemetryTarget
{
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    /// <summary>The collector's gRPC address; null when there is no collector.</summary>
    public string? GrpcEndpoint { get; set; }

    /// <summary>The collector's HTTP address; null when there is none.</summary>
    public string? HttpEndpoint { get; set; }

    /// <summary>What the collector asks for; null when it takes anything.</summary>
    public string? ApiKey { get; set; }

    /// <summary>What tells a replica's telemetry from that of others: the end of its id.</summary>
    public static string ServiceInstance(string resourceName, string instanceId) =>
        instanceId.Length > resourceName.Length ? instanceId[(resourceName.Length + 1)..] : instanceId;

    public void AddTo(Dictionary<string, object> variables, string resourceName, string instanceId, OtlpProtocol? protocol)
    {
        bool http = protocol == OtlpProtocol.HttpProtobuf;
        if ((http ? HttpEndpoint : GrpcEndpoint) is not { } endpoint)
            return;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = http ? "http/protobuf" : "grpc";
        variables["OTEL_SERVICE_NAME"] = resourceName;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={ServiceInstance(resourceName, instanceId)}";
        if (ApiKey is not null)
            variables[HeadersVariable] = $"x-otlp-api-key={ApiKey}";
        // On a developer's machine telemetry should show at once, and all of it.
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }
}
