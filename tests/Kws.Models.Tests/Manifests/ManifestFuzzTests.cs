using Kws.TestSupport.Fuzzing;

namespace Kws.Models.Tests.Manifests;

/// <summary>Whatever a manifest or a model file holds, it is used or refused in words.</summary>
public sealed class ManifestFuzzTests : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [Theory]
    [InlineData(ModelTask.KeywordSpotting)]
    [InlineData(ModelTask.SignLetters)]
    public void Manifest_Mutated_IsReadOrRefusedInWords(ModelTask task)
    {
        var folder = Package(task);
        var manifest = Path.Combine(folder, "manifest.json");
        var sound = File.ReadAllBytes(manifest);
        FuzzRun.ForEach(400, s_longest, random =>
        {
            File.WriteAllBytes(manifest, JsonMutation.Mutate(sound, random));
            LoadOrRefuse(folder);
        });
    }

    [Theory]
    [InlineData(ModelTask.KeywordSpotting)]
    [InlineData(ModelTask.SignLetters)]
    public void Model_Mutated_IsLoadedOrRefusedInWords(ModelTask task)
    {
        var sound = task == ModelTask.KeywordSpotting ? TinyKeywordModel.Model() : TinySignModel.Model();
        FuzzRun.ForEach(100, s_longest, random => LoadOrRefuse(Package(task, ByteMutation.Mutate(sound, random))));
    }

    private string Package(ModelTask task, byte[]? model = null)
    {
        var folder = task == ModelTask.KeywordSpotting
            ? TinyKeywordModel.WritePackage(_folder.Path, change: Sign)
            : TinySignModel.WritePackage(_folder.Path, change: Sign);
        if (model is not null)
            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        return folder;

        void Sign(System.Text.Json.Nodes.JsonObject manifest)
        {
            if (model is null)
                return;
            manifest["files"]![0]!["bytes"] = model.Length;
            manifest["files"]![0]!["sha256"] =
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model));
        }
    }

    private static void LoadOrRefuse(string folder)
    {
        try
        {
            var package = ModelPackage.Load(folder);
            using IDisposable loaded = package.Manifest.Task == ModelTask.KeywordSpotting
                ? KeywordModel.Open(package)
                : SignModel.Open(package);
        }
        catch (InvalidModelPackageException e)
        {
            Assert.NotEmpty(e.Faults);
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }
}
