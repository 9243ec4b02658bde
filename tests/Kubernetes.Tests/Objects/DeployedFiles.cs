namespace Kws.Kubernetes.Tests.Objects;

/// <summary>The files of <c>deploy/kubernetes</c>.</summary>
internal static class DeployedFiles
{
    private static readonly string s_root = Repository.PathOf("deploy", "kubernetes");

    /// <summary>Folders with a kustomization, below the root.</summary>
    public static string[] Folders { get; } = ["base", "autoscaling", "overlays/local", "overlays/aws"];

    public static string[] Overlays { get; } = [.. Folders.Where(folder => folder.Contains('/'))];

    /// <summary>Files of Kubernetes' objects that are applied by hand, or are an example.</summary>
    public static string[] ByHand { get; } = ["overlays/aws/storage-class.yaml", "secrets.example.yaml"];

    /// <summary>Files for other programs: eksctl, and helm.</summary>
    public static string[] OfOtherPrograms { get; } =
        ["overlays/aws/cluster.yaml", "autoscaling/prometheus-adapter-values.yaml"];

    /// <summary>All of them in YAML, below the root.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(s_root, "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(s_root, file).Replace('\\', '/'));

    public static string PathOf(params string[] parts) => Path.Combine([s_root, .. parts]);
}
