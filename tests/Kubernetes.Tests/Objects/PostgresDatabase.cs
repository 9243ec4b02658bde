using k8s;
using k8s.Models;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>A database on a server of CloudNativePG's.</summary>
public sealed class PostgresDatabase : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public DatabaseSpec Spec { get; set; } = new();

    public sealed class DatabaseSpec
    {
        public string Name { get; set; } = "";

        public string Owner { get; set; } = "";

        public V1LocalObjectReference Cluster { get; set; } = new();
    }
}
