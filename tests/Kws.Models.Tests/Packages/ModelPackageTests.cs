using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Packages;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Package_WithAChangedModel_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var model = Path.Combine(folder, "model.onnx");
        var bytes = File.ReadAllBytes(model);
        bytes[^1] ^= 1;
        File.WriteAllBytes(model, bytes);
        AssertRefused(folder, "model.onnx has the SHA-256");
    }

    [Fact]
    public void Package_WithAShorterModel_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var model = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..100]);
        AssertRefused(folder, "model.onnx has 100 bytes");
    }

    [Fact]
    public void Package_WithALongerModel_IsRefusedUnread()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        using (var model = File.Open(Path.Combine(folder, "model.onnx"), FileMode.Open))
            model.SetLength(1L << 32);
        AssertRefused(folder, "model.onnx has 4294967296 bytes; expected at most");
    }

    [Fact]
    public void Package_WithoutItsModel_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        File.Delete(Path.Combine(folder, "model.onnx"));
        AssertRefused(folder, "model.onnx cannot be read");
    }

    [Fact]
    public void Package_WithoutAManifest_IsRefused() => AssertRefused(_folder.Path, "manifest.json cannot be read");

    [Fact]
    public void Package_ThatDoesNotExist_IsRefused() =>
        AssertRefused(_folder["nowhere"], "manifest.json cannot be read");

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../model.onnx")]
    [InlineData("a//model.onnx")]
    [InlineData("..\\model.onnx")]
    [InlineData("C:model.onnx")]
    [InlineData("model.onnx\u0000.txt")]
    [InlineData("./model.onnx")]
    [InlineData("")]
    public void Package_WithAPathThatLeadsOutside_IsRefused(string path) =>
        AssertRefused(TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
            manifest["files"]!.AsArray().Add(new JsonObject
            {
                ["path"] = path,
                ["sha256"] = new string('0', 64),
                ["bytes"] = 1,
            })), "files[1].path is");

    [Theory]
    [InlineData("sha256", "\"ABC\"", "files[0].sha256 is 'ABC'")]
    [InlineData("bytes", "-1", "files[0].bytes is -1")]
    [InlineData("bytes", "999999999999", "files[0].bytes is 999999999999")]
    [InlineData("path", "\"other.onnx\"", "expected model.onnx")]
    public void Package_WithAFaultyFileEntry_IsRefused(string field, string value, string expected) =>
        AssertRefused(TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
            manifest["files"]![0]![field] = JsonNode.Parse(value)), expected);

    [Fact]
    public void Package_WhoseModelIsALink_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var model = Path.Combine(folder, "model.onnx");
        File.Move(model, _folder["elsewhere.onnx"]);
        File.CreateSymbolicLink(model, _folder["elsewhere.onnx"]);
        AssertRefused(folder, "model.onnx is a link that leads outside");
    }

    [Fact]
    public void Package_WhoseFolderInsideLeadsOutside_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
            manifest["files"]!.AsArray().Add(new JsonObject
            {
                ["path"] = "more/secret.txt",
                ["sha256"] = new string('0', 64),
                ["bytes"] = 1,
            }));
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(Path.Combine(_folder["elsewhere"], "secret.txt"), "x");
        Directory.CreateSymbolicLink(Path.Combine(folder, "more"), _folder["elsewhere"]);
        AssertRefused(folder, "more/secret.txt is a link that leads outside");
    }

    [Fact]
    public void Package_WhoseLinksAreALoop_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        File.Delete(Path.Combine(folder, "model.onnx"));
        File.CreateSymbolicLink(Path.Combine(folder, "model.onnx"), "other.onnx");
        File.CreateSymbolicLink(Path.Combine(folder, "other.onnx"), "model.onnx");
        AssertRefused(folder, "more than 40 links");
    }

    [Fact]
    public void Package_AsKubernetesMountsIt_IsLoaded()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        LinkedVolume.Make(folder, "..2026_01_01");
        Assert.Equal("tiny", ModelPackage.Load(folder).Manifest.Name);
        // And when the whole package is behind a link.
        Directory.CreateSymbolicLink(_folder["linked"], folder);
        Assert.Equal("tiny", ModelPackage.Load(_folder["linked"]).Manifest.Name);
    }

    [SkippableFact]
    public async Task Package_WhoseManifestIsAPipe_IsRefusedAtOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes a pipe with mkfifo");
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var manifest = Path.Combine(folder, "manifest.json");
        File.Delete(manifest);
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", manifest);
        await mkfifo.WaitForExitAsync().WithTimeout();
        await Task.Run(() => AssertRefused(folder, "manifest.json has 0 bytes")).WithTimeout();
    }

    [Fact]
    public void Package_WhoseManifestBeginsWithAByteOrderMark_IsLoaded()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var manifest = Path.Combine(folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest), new System.Text.UTF8Encoding(true));
        Assert.Equal(0xEF, File.ReadAllBytes(manifest)[0]);
        Assert.StartsWith("{", ModelPackage.Load(folder).Manifest.Json, StringComparison.Ordinal);
    }

    private static void AssertRefused(string folder, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(folder)).Message,
            StringComparison.Ordinal);
}
