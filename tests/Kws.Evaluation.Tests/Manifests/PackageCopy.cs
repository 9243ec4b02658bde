using System.Text.Json.Nodes;
using Kws.Models;

namespace Kws.Evaluation.Tests;

/// <summary>A copy of a shipped keyword package that a test may change.</summary>
internal sealed class PackageCopy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackageCopy(string name)
    {
        var shipped = new ModelFolder(Repository.PathOf("models")).Find(ModelTask.KeywordSpotting, name);
        foreach (var file in Directory.GetFiles(shipped))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        Before = File.ReadAllBytes(ManifestPath);
    }

    public static TheoryData<string> Names =>
        [.. new ModelFolder(Repository.PathOf("models")).Names(ModelTask.KeywordSpotting)];

    public string Folder => _folder.Path;

    /// <summary>The manifest as it is shipped.</summary>
    public byte[] Before { get; }

    public byte[] Now => File.ReadAllBytes(ManifestPath);

    public JsonObject Json => JsonNode.Parse(Now)!.AsObject();

    public JsonObject JsonBefore => JsonNode.Parse(Before)!.AsObject();

    private string ManifestPath => _folder["manifest.json"];

    /// <summary>Loads it as a service does: every file is checked against its hash, every field against its
    /// rules.</summary>
    public ModelManifest Load() => ModelPackage.Load(Folder).Manifest;

    public void Dispose() => _folder.Dispose();
}
