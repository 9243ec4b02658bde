using k8s.Models;
using Kws.Deploy;
using Kws.Kubernetes.Tests.Checks;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests;

/// <summary>The rules find what is wrong: each fault is put into the base, and is told.</summary>
[Collection(nameof(OneManifest))]
public sealed class FaultTests(WrittenManifest manifest)
{
    private static readonly Dictionary<string, (Action<MeshObjects> Make, string Told)> s_faults = new()
    {
        ["no startup probe"] = (objects => Container(objects).StartupProbe = null, "no startup probe"),
        ["no liveness probe"] = (objects => Container(objects).LivenessProbe = null, "no liveness probe"),
        ["no readiness probe"] = (objects => Container(objects).ReadinessProbe = null, "no readiness probe"),
        ["probe of no port"] = (
            objects => Container(objects).ReadinessProbe.HttpGet.Port = "metrics", "port 'metrics'"),
        ["restarts for others"] = (
            objects => Container(objects).LivenessProbe.HttpGet.Path = "/health", "would restart pods"),
        ["no memory limit"] = (objects => Container(objects).Resources.Limits.Remove("memory"), "no memory among"),
        ["no processor request"] = (objects => Container(objects).Resources.Requests.Remove("cpu"), "no cpu among"),
        ["writable root"] = (
            objects => Container(objects).SecurityContext.ReadOnlyRootFilesystem = false, "can be written to"),
        ["privileges"] = (
            objects => Container(objects).SecurityContext.AllowPrivilegeEscalation = null, "gain privileges"),
        ["capabilities"] = (
            objects => Container(objects).SecurityContext.Capabilities.Add = ["NET_RAW"], "has capabilities"),
        ["root"] = (objects => Pod(objects).SecurityContext.RunAsNonRoot = null, "run as root"),
        ["seccomp"] = (objects => Pod(objects).SecurityContext.SeccompProfile = null, "no seccomp"),
        ["token"] = (objects => Pod(objects).AutomountServiceAccountToken = null, "token of its account"),
        ["another's account"] = (objects => Pod(objects).ServiceAccountName = "gateway", "no account of its own"),
        ["service links"] = (objects => Pod(objects).EnableServiceLinks = null, "addresses of all Services"),
        ["not spread"] = (objects => Pod(objects).TopologySpreadConstraints.Clear(), "not spread"),
        ["short grace"] = (
            objects => Pod(objects).TerminationGracePeriodSeconds = 55, "its stop may take 55.5 s"),
        ["longer drain"] = (
            objects => Container(objects).Env.Add(new V1EnvVar { Name = "Drain__Timeout", Value = "00:01:00" }),
            "its stop may take 85.5 s"),
        ["no sleep"] = (objects => Container(objects).Lifecycle = null, "does not sleep"),
        ["no budget"] = (
            objects => objects.Remove(objects.Named<V1PodDisruptionBudget>(Service)), "no disruption budget"),
        ["budget that holds all"] = (
            objects => objects.Named<V1PodDisruptionBudget>(Service).Spec.MaxUnavailable = 0, "no disruption budget"),
        ["wrong port"] = (objects => Variable(objects, "HTTP_PORTS").Value = "5399", "HTTP_PORTS is 5399, not 5301"),
        ["wrong container port"] = (
            objects => Container(objects).Ports[0].ContainerPort = 5399, "no port http 5301"),
        ["wrong address"] = (
            objects => Variable(objects, "services__featureextraction__http__0").Value = "http://featureextraction",
            "not dns:///featureextraction:5302"),
        ["missing setting"] = (
            objects => Container(objects).Env.Remove(Variable(objects, "Features__Source")),
            "Features__Source is not set"),
        ["everyone may call"] = (
            objects => Variable(objects, "Access__Mode").Value = "Open", "Access__Mode is Open, not Jwt"),
        ["every proxy is believed"] = (
            objects => Container(objects).Env.Add(
                new V1EnvVar { Name = "ASPNETCORE_FORWARDEDHEADERS_ENABLED", Value = "true" }),
            "is not the model's"),
        ["another's database"] = (
            objects => Container(objects).Env.Add(new V1EnvVar { Name = "ConnectionStrings__training", Value = "x" }),
            "ConnectionStrings__training is not the model's"),
        ["wrong image"] = (objects => Container(objects).Image = "kws/tts", "its image is kws/tts"),
        ["one address"] = (objects => objects.Named<V1Service>(Service).Spec.ClusterIP = null, "not headless"),
        ["wrong Service port"] = (
            objects => objects.Named<V1Service>(Service).Spec.Ports[0].Port = 80, "no port 5301 that leads to http"),
        ["missing deployment"] = (
            objects => objects.Remove(objects.Named<V1Deployment>("tts")), "tts: no Deployment"),
        ["open policy"] = (
            objects => objects.Named<V1NetworkPolicy>(Service).Spec.Ingress.Add(new V1NetworkPolicyIngressRule()),
            "outside to audioinference:5301 is allowed"),
        ["policy of one way"] = (
            objects => objects.Named<V1NetworkPolicy>(Service).Spec.PolicyTypes.Remove("Egress"),
            "no NetworkPolicy of its own for both ways"),
        ["no policy for the rest"] = (
            objects => objects.Remove(objects.Named<V1NetworkPolicy>("default-deny")), "nothing denies"),
        ["way out"] = (
            objects => objects.Named<V1NetworkPolicy>(Service).Spec.Egress.Add(new V1NetworkPolicyEgressRule()),
            "audioinference to outside:any port is allowed"),
        ["way to the database"] = (OpenTheDatabase, "audioinference to postgres:5432 is allowed"),
        ["closed policy"] = (
            objects => objects.Named<V1NetworkPolicy>(Service).Spec.Ingress.Clear(),
            "gateway to audioinference:5301 is needed"),
        ["variable that is told too late"] = (
            objects => Set(objects, "BUS_PASSWORD", null), "asks for $(BUS_PASSWORD)"),
        ["secret in the environment"] = (
            objects => Set(objects, "Access__MeshKey", "a"), "the value of Access__MeshKey is a secret"),
        ["password in an address"] = (
            objects => Variable(objects, "ConnectionStrings__bus").Value = "amqp://guest:guest@bus:5672/",
            "the value of ConnectionStrings__bus is a secret"),
        ["random text"] = (
            objects => Set(objects, "Features__Source2", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
            "the value of Features__Source2 is a secret"),
        ["secret in a ConfigMap"] = (
            objects => objects.Named<V1ConfigMap>("collector").Data["password"] = "x",
            "collector: the value of password is a secret"),
        ["a Secret"] = (
            objects => objects.Add(new V1Secret { Metadata = new V1ObjectMeta { Name = "access" } }),
            "access: a Secret among what is applied"),
    };

    private const string Service = "audioinference";
    private readonly MeshModel _model = MeshModel.Read(manifest.Path);

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Rules_OfAFault_TellIt(string fault)
    {
        var (make, told) = s_faults[fault];
        var objects = MeshObjects.Of("base");
        make(objects);

        Assert.Contains(MeshRules.FaultsOf(objects, _model), each => each.Contains(told, StringComparison.Ordinal));
    }

    private static void OpenTheDatabase(MeshObjects objects)
    {
        objects.Named<V1NetworkPolicy>("postgres").Spec.Ingress[0].FromProperty.Add(new V1NetworkPolicyPeer
        {
            PodSelector = new V1LabelSelector
            {
                MatchLabels = objects.Named<V1Deployment>(Service).Spec.Template.Metadata.Labels,
            },
        });
        objects.Named<V1NetworkPolicy>(Service).Spec.Egress.Add(new V1NetworkPolicyEgressRule
        {
            Ports = [new V1NetworkPolicyPort { Port = 5432, Protocol = "TCP" }],
        });
    }

    private static void Set(MeshObjects objects, string name, string? value)
    {
        var container = Container(objects);
        container.Env = [.. container.Env.Where(variable => variable.Name != name),
            new V1EnvVar { Name = name, Value = value }];
    }

    private static V1PodSpec Pod(MeshObjects objects) => objects.Named<V1Deployment>(Service).Spec.Template.Spec;

    private static V1Container Container(MeshObjects objects) => Pod(objects).Containers.Single();

    private static V1EnvVar Variable(MeshObjects objects, string name) =>
        Container(objects).Env.Single(variable => variable.Name == name);
}
