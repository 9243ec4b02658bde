using k8s;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>What the chart of Prometheus' adapter is told, as far as this project uses it.</summary>
public sealed class AdapterValues
{
    public Server Prometheus { get; set; } = new();

    public RuleSet Rules { get; set; } = new();

    public static AdapterValues Read() => KubernetesYaml.Deserialize<AdapterValues>(
        File.ReadAllText(DeployedFiles.PathOf("autoscaling", "prometheus-adapter-values.yaml")), strict: true);

    public sealed class Server
    {
        public string Url { get; set; } = "";

        public int Port { get; set; }
    }

    public sealed class RuleSet
    {
        public bool Default { get; set; }

        public List<Rule> Custom { get; set; } = [];
    }

    public sealed class Rule
    {
        public string SeriesQuery { get; set; } = "";

        public Dictionary<string, Dictionary<string, Dictionary<string, string>>> Resources { get; set; } = [];

        public Dictionary<string, string> Name { get; set; } = [];

        public string MetricsQuery { get; set; } = "";
    }
}
