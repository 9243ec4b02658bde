using System.Text.Json.Nodes;
using Kws.Evaluation;

namespace Kws.ShippedModels.Tests;

/// <summary>The measured part of each card is that of the manifest. <c>KWS_UPDATE_DOCS=1</c> renews it.</summary>
public sealed class ModelCardTests
{
    public static TheoryData<string> Packages => KeywordPackages.Names;

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Card_IsThatOfTheManifest(string name)
    {
        var folder = KeywordPackages.FolderOf(name);
        var manifest = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json")).WithTimeout())!.AsObject();
        var file = Path.Combine(Path.GetDirectoryName(folder)!, "README.md");
        var card = await File.ReadAllTextAsync(file).WithTimeout();

        var renewed = ModelCard.Renewed(card, manifest);

        Assert.Contains($"<!-- measured {Path.GetFileName(folder)} -->", card, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, renewed).WithTimeout();
        else
            Assert.True(renewed == card, $"{file} differs from its manifest (KWS_UPDATE_DOCS=1 renews it)");
    }
}
