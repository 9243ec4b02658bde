using k8s;
using k8s.Models;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>Of CloudNativePG, as far as this project uses it.</summary>
public sealed class PostgresCluster : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ClusterSpec Spec { get; set; } = new();

    public sealed class ClusterSpec
    {
        public int? Instances { get; set; }

        public Volume? Storage { get; set; }

        public V1ResourceRequirements? Resources { get; set; }

        public Begin? Bootstrap { get; set; }

        public ManagedObjects? Managed { get; set; }
    }

    public sealed class Volume
    {
        public ResourceQuantity? Size { get; set; }
    }

    public sealed class Begin
    {
        public FirstDatabase Initdb { get; set; } = new();
    }

    public sealed class FirstDatabase
    {
        public string Database { get; set; } = "";

        public string Owner { get; set; } = "";

        public V1LocalObjectReference Secret { get; set; } = new();
    }

    public sealed class ManagedObjects
    {
        public List<Role> Roles { get; set; } = [];
    }

    public sealed class Role
    {
        public string Name { get; set; } = "";

        public string Ensure { get; set; } = "";

        public bool Login { get; set; }

        public V1LocalObjectReference PasswordSecret { get; set; } = new();
    }
}
