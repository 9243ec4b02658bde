using k8s;
using k8s.Models;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>Of RabbitMQ's cluster operator, as far as this project uses it.</summary>
public sealed class RabbitmqCluster : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ClusterSpec Spec { get; set; } = new();

    public sealed class ClusterSpec
    {
        public int? Replicas { get; set; }

        public Volume? Persistence { get; set; }

        public V1ResourceRequirements? Resources { get; set; }

        public Server? Rabbitmq { get; set; }
    }

    public sealed class Volume
    {
        public ResourceQuantity? Storage { get; set; }
    }

    public sealed class Server
    {
        public string AdditionalConfig { get; set; } = "";
    }
}
