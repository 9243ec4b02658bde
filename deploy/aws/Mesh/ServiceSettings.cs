using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Kws.Aws.Data;
using Kws.Deploy;

namespace Kws.Aws.Mesh;

/// <summary>What a service is told on AWS: the manifest's settings, and what every deployment has to say
/// itself.</summary>
internal sealed record ServiceSettings(
    MeshModel Mesh, AwsSettings Settings, IVpc Vpc, IBucket Objects, MeshSecrets Secrets, IRole Training)
{
    private const int LongestStreamSeconds = 600;
    private const string PyTorchAccount = "763104351884";
    private const string PyTorchImage = "pytorch-training:2.3.0-gpu-py311-cu121-ubuntu20.04-sagemaker";

    /// <summary>All plain settings of a service.</summary>
    public Dictionary<string, string> Of(MeshService service)
    {
        var all = ManifestEnvironment.Of(Mesh, service).ToDictionary();
        foreach (var (name, (connection, part)) in ManifestEnvironment.ConnectionsOf(service))
            if (Secrets.Parts(connection).Plain.TryGetValue(part, out var value))
                all[name] = value;
        foreach (var (name, text) in Access(service).Concat(Life(service)).Concat(Telemetry(service))
            .Concat(Store(service)).Concat(Own(service)))
            all[name] = text;
        return all;
    }

    private string Gateway => $"https://{Settings.Domain}";

    private string Region => Stack.Of(Objects).Region;

    private IEnumerable<(string, string)> Access(MeshService service)
    {
        yield return ("Access__Mode", "Jwt");
        yield return ("Access__Authority", Settings.HasOwnIssuer ? Gateway : Settings.Authority);
        // Asked every few seconds: straight, not out to the balancer and in again. By DNS, for tasks of Service Connect
        // know only what was deployed before them, and the gateway comes last.
        if (service.Name != ServiceNames.Gateway)
            yield return ("Access__Revocations", Settings.HasOwnIssuer ? Revocations : "none");
    }

    private string Revocations => FormattableString.Invariant(
        $"http://{ServiceNames.Gateway}.{MeshWiring.Namespace}:{GatewayPort}/access/revocations");

    private int GatewayPort => Mesh[ServiceNames.Gateway][MeshWiring.Http].Number;

    private static IEnumerable<(string, string)> Life(MeshService service)
    {
        yield return ("Drain__Announcement", Seconds(DrainTimes.Announcement));
        yield return ("Drain__Timeout", Seconds(DrainTimes.Calls));
        // Long streams move on, also to tasks that are new.
        if (service.Name is ServiceNames.FeatureExtraction or ServiceNames.AudioInference
            or ServiceNames.VisionInference)
            yield return ("Grpc__MaxConnectionAge", Seconds(LongestStreamSeconds));
    }

    private static IEnumerable<(string, string)> Telemetry(MeshService service)
    {
        yield return ("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Endpoint);
        yield return ("OTEL_SERVICE_NAME", service.Name);
        yield return ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
        yield return ("OTEL_TRACES_SAMPLER_ARG", "0.05");
    }

    private IEnumerable<(string, string)> Store(MeshService service)
    {
        if (!ServiceRights.UsesStore(service.Name))
            yield break;
        yield return ("Storage__S3__Bucket", Objects.BucketName);
        yield return ("Storage__S3__Region", Region);
        if (!MeshWiring.FollowsRegistry(service.Name))
            yield break;
        yield return ("Models__Registry__Address", $"http://{ServiceNames.TrainingOrchestrator}");
        yield return ($"services__{ServiceNames.TrainingOrchestrator}__http__0",
            ManifestEnvironment.AddressOf(Mesh[ServiceNames.TrainingOrchestrator], MeshWiring.Http));
    }

    private (string, string)[] Own(MeshService service) => service.Name switch
    {
        ServiceNames.AudioInference => [("Recording__Enabled", Settings.KeepsRecordings ? "true" : "false")],
        ServiceNames.Tts => [("Tts__Engine", "polly"), ("Tts__Polly__Region", Region)],
        ServiceNames.TrainingOrchestrator =>
        [
            ("Jobs__Executor", "sagemaker"),
            ("SageMaker__Role", Training.RoleArn),
            ("SageMaker__Region", Region),
            ("SageMaker__TrainerImage", TrainerImage),
            ("SageMaker__Tags", "project=kws"),
        ],
        ServiceNames.Gateway =>
        [
            // The balancer has addresses of the public subnets, and nobody else has.
            ("Http__KnownProxies", string.Join(',', Vpc.PublicSubnets.Select(subnet => subnet.Ipv4CidrBlock))),
            ("Identity__Enabled", Settings.HasOwnIssuer ? "true" : "false"),
            ("Identity__Issuer", $"{Gateway}/"),
        ],
        _ => [],
    };

    /// <summary>The image that SageMaker's jobs run in.</summary>
    public string TrainerImage => Settings.TrainerImage.Length > 0
        ? Settings.TrainerImage
        : $"{PyTorchAccount}.dkr.ecr.{Region}.{Amazon.CDK.Aws.URL_SUFFIX}/{PyTorchImage}";

    private static string Seconds(int seconds) =>
        TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
}
