using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;

namespace Kws.Aws.Mesh;

/// <summary>AWS's build of OpenTelemetry's collector beside each service: traces to X-Ray, chosen metrics to
/// CloudWatch. What the service logs goes to CloudWatch without it.</summary>
internal static class Collector
{
    /// <summary>Where services send to.</summary>
    public const string Endpoint = "http://localhost:4317";

    private const string Name = "collector";
    private const string Image = "public.ecr.aws/aws-observability/aws-otel-collector:v0.40.0";

    // They name no resource: a trace belongs to none.
    private static readonly string[] s_tracing =
    [
        "xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
    ];

    public static void AddTo(FargateTaskDefinition task, ILogGroup log, ILogGroup metrics)
    {
        task.AddContainer(Name, new ContainerDefinitionOptions
        {
            ContainerName = Name,
            Image = ContainerImage.FromRegistry(Image),
            // A service goes on without it.
            Essential = false,
            MemoryLimitMiB = 256,
            Environment = new Dictionary<string, string> { ["AOT_CONFIG_CONTENT"] = Configuration(metrics) },
            Logging = LogDriver.AwsLogs(new AwsLogDriverProps { LogGroup = log, StreamPrefix = Name }),
        });
        task.AddToTaskRolePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Traces",
            Actions = s_tracing,
            Resources = ["*"],
        }));
        task.AddToTaskRolePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Metrics",
            Actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Resources = [metrics.LogGroupArn],
        }));
    }

    private static string Configuration(ILogGroup metrics) => $$"""
        receivers:
          otlp:
            protocols:
              grpc:
                endpoint: localhost:4317
        processors:
          batch:
            timeout: 5s
          filter/chosen:
            metrics:
              include:
                match_type: strict
                metric_names: [{{string.Join(", ", MeshMetrics.All)}}]
        exporters:
          awsxray:
          awsemf:
            namespace: {{MeshMetrics.Namespace}}
            log_group_name: {{metrics.LogGroupName}}
            dimension_rollup_option: NoDimensionRollup
            retain_initial_value_of_delta_metric: true
            resource_to_telemetry_conversion:
              enabled: true
            metric_declarations:
              - dimensions: [[{{MeshMetrics.Service}}]]
                metric_name_selectors: ['^kws\.']
        service:
          pipelines:
            traces:
              receivers: [otlp]
              processors: [batch]
              exporters: [awsxray]
            metrics:
              receivers: [otlp]
              processors: [filter/chosen]
              exporters: [awsemf]
        """;
}
