using System.Text.Json.Nodes;
using Amazon.CDK.Assertions;
using Kws.Aws.Tests.Checks;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

[Collection(DeploymentTests.Name)]
public sealed class TaskTests(Deployment deployment)
{
    [SkippableFact]
    public void Services_AreTheMeshs()
    {
        Assert.Equal(
            deployment.Mesh.Services.Select(service => service.Name),
            deployment.Templates.SelectMany(template => template.Resources("AWS::ECS::Service"))
                .Select(service => (string)service.At("ServiceName")!).Order(StringComparer.Ordinal));
        Assert.Equal(6, deployment.Mesh.Services.Count);
    }

    [SkippableFact]
    public void Variables_OfTheModel_AreAllSet() => Offenders.MustBeNone(
        TaskChecks.MissingVariables(deployment.Templates, deployment.Mesh), "a setting of the manifest is missing");

    [SkippableFact]
    public void Ports_AreTheModels() => Offenders.MustBeNone(
        TaskChecks.OtherPorts(deployment.Templates, deployment.Mesh), "other ports than the manifest's");

    [SkippableFact]
    public void Logs_AreOnesThatEnd() => Offenders.MustBeNone(
        TaskChecks.OtherLogs(deployment.Templates), "a container logs to a log that is not ours");

    [SkippableFact]
    public void Tasks_RunOnArm() =>
        deployment.Of(deployment.Stacks.Mesh).AllResourcesProperties("AWS::ECS::TaskDefinition",
            new Dictionary<string, object>
            {
                ["RequiresCompatibilities"] = new[] { "FARGATE" },
                ["RuntimePlatform"] = new Dictionary<string, object>
                {
                    ["CpuArchitecture"] = "ARM64",
                    ["OperatingSystemFamily"] = "LINUX",
                },
            });

    [SkippableFact]
    public void Images_AreOfTheRepositoryAndTheTag()
    {
        foreach (var service in deployment.Mesh.Services)
        {
            var container = TaskChecks.ContainerOf(deployment.Templates, service.Name);
            var image = container["Image"]!.ToJsonString();
            Assert.Contains($"Imageskws{service.Name}", image,
                StringComparison.Ordinal);
            Assert.Contains(":1.2.3", image, StringComparison.Ordinal);
            Assert.Equal("1654:1654", (string?)container["User"]);
        }
    }

    [SkippableFact]
    public void Secrets_AreNoPlainSettings()
    {
        foreach (var service in deployment.Mesh.Services)
        {
            var container = TaskChecks.ContainerOf(deployment.Templates, service.Name);
            Assert.All(service.Databases.Concat(service.UsesBus ? ["bus"] : []), name =>
                Assert.Null(TaskChecks.Setting(container, $"ConnectionStrings__{name}")));
            Assert.Null(TaskChecks.Setting(container, "Access__MeshKey"));
            Assert.Contains(container["Secrets"]!.AsArray(), secret => (string?)secret!["Name"] == "Access__MeshKey");
        }
    }

    [SkippableTheory]
    [InlineData("audioinference", "services__featureextraction__http__0", "http://featureextraction:",
        "featureextraction")]
    [InlineData("audioinference", "services__trainingorchestrator__http__0", "http://trainingorchestrator:",
        "trainingorchestrator")]
    [InlineData("gateway", "services__tts__http__0", "http://tts:", "tts")]
    public void Addresses_AreServiceConnects(string service, string variable, string address, string called)
    {
        var port = deployment.Mesh[called]["http"].Number;
        Assert.Equal(FormattableString.Invariant($"{address}{port}"), Setting(service, variable)?.ToString());
        var connected = Service(called).At("ServiceConnectConfiguration", "Services")!.AsArray().Single()!;
        Assert.Equal(called, (string?)connected["ClientAliases"]![0]!["DnsName"]);
        Assert.Equal(port, (int)connected["ClientAliases"]![0]!["Port"]!);
    }

    [SkippableFact]
    public void Streams_AreEndedByNoProxy()
    {
        var connected = deployment.Templates.SelectMany(template => template.Resources("AWS::ECS::Service"))
            .SelectMany(service => service.At("ServiceConnectConfiguration", "Services") as JsonArray ?? []).ToList();
        Assert.Equal(5, connected.Count);
        Assert.All(connected, each =>
        {
            Assert.Equal(0, (int)each!["Timeout"]!["IdleTimeoutSeconds"]!);
            Assert.Equal(0, (int)each["Timeout"]!["PerRequestTimeoutSeconds"]!);
        });
    }

    [SkippableTheory]
    [InlineData("audioinference", "Access__Mode", "Jwt")]
    [InlineData("audioinference", "Access__Authority", "https://kws.example.org")]
    [InlineData("gateway", "Identity__Enabled", "true")]
    [InlineData("gateway", "Identity__Issuer", "https://kws.example.org/")]
    [InlineData("gateway", "Http__KnownProxies", "10.0.0.0/24,10.0.1.0/24")]
    [InlineData("tts", "Tts__Engine", "polly")]
    [InlineData("trainingorchestrator", "Jobs__Executor", "sagemaker")]
    [InlineData("gateway", "GATEWAY_DATABASENAME", "gateway")]
    [InlineData("tts", "BUS_USERNAME", "kws")]
    [InlineData("tts", "BUS_PORT", "5671")]
    [InlineData("audioinference", "Features__Source", "Remote")]
    [InlineData("audioinference", "Recording__Enabled", "false")]
    [InlineData("tts", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317")]
    public void Settings_AreADeployments(string service, string variable, string value) =>
        Assert.Equal(value, Setting(service, variable)?.ToString());

    [SkippableFact]
    public void Revocations_AreAskedOfTheGatewayItself()
    {
        var address = FormattableString.Invariant(
            $"http://gateway.kws.internal:{deployment.Mesh["gateway"]["http"].Number}/access/revocations");
        Assert.Equal(address, Setting("tts", "Access__Revocations")?.ToString());
        Assert.Null(Setting("gateway", "Access__Revocations"));
        deployment.Of(deployment.Stacks.Mesh).HasResourceProperties("AWS::ServiceDiscovery::Service",
            new Dictionary<string, object> { ["Name"] = "gateway" });
    }

    [SkippableFact]
    public void Stop_WaitsForTheDrain()
    {
        foreach (var service in deployment.Mesh.Services)
            Assert.Equal(60, (int)TaskChecks.ContainerOf(deployment.Templates, service.Name)["StopTimeout"]!);
        deployment.Of(deployment.Stacks.Mesh).AllResourcesProperties("AWS::ElasticLoadBalancingV2::TargetGroup",
            new Dictionary<string, object>
            {
                ["TargetGroupAttributes"] = Match.ArrayWith(
                [
                    new Dictionary<string, object>
                    {
                        ["Key"] = "deregistration_delay.timeout_seconds",
                        ["Value"] = "30",
                    },
                ]),
            });
    }

    [SkippableFact]
    public void Services_ThatHang_AreReplaced()
    {
        foreach (var service in deployment.Mesh.Services)
        {
            var check = TaskChecks.ContainerOf(deployment.Templates, service.Name)["HealthCheck"]!;
            var program = $"/app/{Path.GetFileNameWithoutExtension(service.Project)}";
            Assert.Equal(["CMD", program, "--probe", "alive"],
                check["Command"]!.AsArray().Select(word => (string)word!));
            // The probe itself gives up after 4 s.
            Assert.InRange((int)check["Timeout"]!, 5, (int)check["Interval"]!);
        }
    }

    [SkippableTheory]
    [InlineData("audioinference", "kws.audio.windows", 60_000)]
    [InlineData("visioninference", "kws.vision.pictures", 1_800)]
    public void Scaling_FollowsStreams(string service, string metric, int target) =>
        deployment.Of(deployment.Stacks.Mesh).HasResourceProperties("AWS::ApplicationAutoScaling::ScalingPolicy",
            new Dictionary<string, object>
            {
                ["TargetTrackingScalingPolicyConfiguration"] = new Dictionary<string, object>
                {
                    ["TargetValue"] = target,
                    ["CustomizedMetricSpecification"] = new Dictionary<string, object>
                    {
                        ["Namespace"] = "Kws",
                        ["MetricName"] = metric,
                        ["Statistic"] = "Average",
                        ["Dimensions"] = new object[]
                        {
                            new Dictionary<string, object> { ["Name"] = "service.name", ["Value"] = service },
                        },
                    },
                },
            });

    private JsonNode? Setting(string service, string variable) =>
        TaskChecks.Setting(TaskChecks.ContainerOf(deployment.Templates, service), variable);

    private TemplateResource Service(string name) => deployment.Templates
        .SelectMany(template => template.Resources("AWS::ECS::Service"))
        .Single(service => service.Has(name, "ServiceName"));
}
