namespace Kws.Kubernetes.Tests.Objects;

/// <summary>A <c>kustomization.yaml</c>, as far as this project uses them.</summary>
public sealed class Kustomization
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Namespace { get; set; } = "";

    public List<LabelSet> Labels { get; set; } = [];

    public List<string> Resources { get; set; } = [];

    public List<ImageChange> Images { get; set; } = [];

    public List<Change> Patches { get; set; } = [];

    /// <summary>That of a folder.</summary>
    public static Kustomization Of(string folder) =>
        Assert.IsType<Kustomization>(
            Assert.Single(StrictYaml.Read(DeployedFiles.PathOf(folder, "kustomization.yaml"))));

    public sealed class LabelSet
    {
        public Dictionary<string, string> Pairs { get; set; } = [];

        public bool IncludeTemplates { get; set; }
    }

    public sealed class ImageChange
    {
        public string Name { get; set; } = "";

        public string NewName { get; set; } = "";

        public string NewTag { get; set; } = "";
    }

    public sealed class Change
    {
        public string? Path { get; set; }

        public Dictionary<string, string>? Target { get; set; }

        /// <summary>Operations of JSON Patch; stands with <see cref="Target"/>.</summary>
        public string? Patch { get; set; }
    }
}
