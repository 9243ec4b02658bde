using k8s;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>Reads files as the models of their kinds; what a model does not have fails.</summary>
internal static class StrictYaml
{
    private static readonly Dictionary<string, Type> s_furtherKinds = new()
    {
        ["kustomize.config.k8s.io/v1beta1/Kustomization"] = typeof(Kustomization),
        ["rabbitmq.com/v1beta1/RabbitmqCluster"] = typeof(RabbitmqCluster),
        ["postgresql.cnpg.io/v1/Cluster"] = typeof(PostgresCluster),
        ["postgresql.cnpg.io/v1/Database"] = typeof(PostgresDatabase),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
    };

    /// <exception cref="InvalidDataException">It is no such file; the message names it.</exception>
    public static IReadOnlyList<object> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is not IOException)
        {
            throw new InvalidDataException($"{path}: {e.Message} {e.InnerException?.Message}", e);
        }
    }

    /// <summary>Of documents with <c>---</c> between.</summary>
    public static IReadOnlyList<object> Parse(string yaml) =>
        KubernetesYaml.LoadAllFromString(yaml, s_furtherKinds, strict: true);
}
