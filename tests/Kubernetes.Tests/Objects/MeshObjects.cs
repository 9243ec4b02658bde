using k8s;
using k8s.Models;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>What a folder of <c>deploy/kubernetes</c> makes, as Kubernetes' own models.</summary>
internal sealed class MeshObjects(IEnumerable<object> all)
{
    private readonly List<object> _all = [.. all];

    /// <summary>What the files of a kustomization hold themselves, without what other folders give and what its
    /// patches change.</summary>
    /// <param name="folder">Such as <c>base</c>.</param>
    public static MeshObjects Of(string folder) => new(Kustomization.Of(folder).Resources
        .Where(resource => resource.EndsWith(".yaml", StringComparison.Ordinal))
        .SelectMany(file => StrictYaml.Read(DeployedFiles.PathOf(folder, file))));

    /// <summary>Of one kind.</summary>
    public IEnumerable<T> Of<T>() => _all.OfType<T>();

    /// <summary>The one of a kind and name.</summary>
    public T Named<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Of<T>().Single(each => each.Metadata.Name == name);

    public void Add(object made) => _all.Add(made);

    public void Remove(object unwanted) => _all.Remove(unwanted);
}
