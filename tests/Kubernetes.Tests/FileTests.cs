using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using k8s;
using k8s.Models;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests;

/// <summary>Every file is one that Kubernetes takes, and is used.</summary>
public sealed partial class FileTests
{
    private static readonly string[] s_services =
        ["audioinference", "featureextraction", "gateway", "trainingorchestrator", "tts", "visioninference"];

    public static TheoryData<string> ObjectFiles => [.. DeployedFiles.All.Except(DeployedFiles.OfOtherPrograms)];

    public static TheoryData<string> Overlays => [.. DeployedFiles.Overlays];

    [Theory]
    [MemberData(nameof(ObjectFiles))]
    public void File_HasWhatItsKindHas_AndNothingElse(string file) =>
        Assert.NotEmpty(StrictYaml.Read(DeployedFiles.PathOf(file)));

    [Theory]
    [InlineData("kind: Service\napiVersion: v1\nmetadata: {name: a}\nspec: {clusterIp: None}", "clusterIp")]
    [InlineData("kind: RabbitmqCluster\napiVersion: rabbitmq.com/v1beta1\nspec: {replica: 3}", "replica")]
    public void File_WithAFieldThatItsKindLacks_IsRefused(string yaml, string field)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => StrictYaml.Parse(yaml));
        Assert.Contains(field, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_AreEachNamedOnce()
    {
        var named = DeployedFiles.Folders.SelectMany(folder =>
        {
            var kustomization = Kustomization.Of(folder);
            return kustomization.Resources.Concat(kustomization.Patches.Select(patch => patch.Path).OfType<string>())
                .Where(file => file.EndsWith(".yaml", StringComparison.Ordinal))
                .Append("kustomization.yaml").Select(file => $"{folder}/{file}");
        });

        Assert.Equal(
            DeployedFiles.All.Except(DeployedFiles.OfOtherPrograms).Except(DeployedFiles.ByHand).Order(),
            named.Order());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Overlay_TakesFoldersThatAreThere(string overlay) => Assert.All(
        Kustomization.Of(overlay).Resources.Where(resource => !resource.EndsWith(".yaml", StringComparison.Ordinal)),
        folder => Assert.True(File.Exists(DeployedFiles.PathOf(overlay, folder, "kustomization.yaml")), folder));

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Overlay_NamesEveryImage_InThisVersion(string overlay)
    {
        var version = XElement.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.Equal(s_services.Select(service => ($"kws/{service}", version)),
            Kustomization.Of(overlay).Images.Select(image => (image.Name, image.NewTag)));
        Assert.All(Kustomization.Of(overlay).Images, image =>
            Assert.EndsWith($"/{image.Name}", image.NewName, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Overlay_ChangesWhatIsThere(string overlay)
    {
        (string, string)[] known = [.. Names(MeshObjects.Of("base").Of<IKubernetesObject<V1ObjectMeta>>())];
        Assert.All(
            Names(Kustomization.Of(overlay).Patches.Where(patch => patch.Path is not null)
                .SelectMany(patch => StrictYaml.Read(DeployedFiles.PathOf(overlay, patch.Path!)))
                .OfType<IKubernetesObject<V1ObjectMeta>>()),
            changed => Assert.Contains(changed, known));
    }

    [Fact]
    public void Policies_OfAws_AreJson()
    {
        string[] files = [.. Directory.EnumerateFiles(DeployedFiles.PathOf("overlays", "aws", "policies"))];
        Assert.All(files, file => JsonDocument.Parse(File.ReadAllText(file)).Dispose());
        Assert.All(Named().Matches(File.ReadAllText(DeployedFiles.PathOf("README.md"))), name =>
            Assert.Contains(files, file => Path.GetFileNameWithoutExtension(file) == name.Groups["policy"].Value));
    }

    [Fact]
    public void Readme_NamesFilesThatAreThere()
    {
        string[] named =
        [
            .. OwnFile().Matches(File.ReadAllText(DeployedFiles.PathOf("README.md"))).Select(match => match.Value),
        ];
        Assert.True(named.Length > 10, $"only {named.Length} files were found");
        Assert.All(named, file => Assert.True(Path.Exists(Repository.PathOf(file)), file));
    }

    private static IEnumerable<(string Kind, string Name)> Names(
        IEnumerable<IKubernetesObject<V1ObjectMeta>> objects) =>
        objects.Select(each => (each.Kind, each.Metadata.Name));

    [GeneratedRegex("policy/kws-(?<policy>[a-z]+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<![\w/])(?:deploy|tests)/[\w./-]*\w")]
    private static partial Regex OwnFile();
}
