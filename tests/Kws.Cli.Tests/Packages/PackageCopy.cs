using Kws.Models;

namespace Kws.Cli.Tests.Packages;

/// <summary>A copy of the shipped package <c>tiny</c> that commands may write to.</summary>
internal sealed class PackageCopy : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public PackageCopy()
    {
        Folder = _models["keyword-spotting", "tiny", Path.GetFileName(Shipped)];
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Shipped))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
    }

    /// <summary>The package that was copied.</summary>
    public static string Shipped =>
        new ModelFolder(Repository.PathOf("models")).Find(ModelTask.KeywordSpotting, "tiny");

    public string Folder { get; }

    /// <summary>The manifest of the copy; loading it checks every file against its hash.</summary>
    public ModelManifest Manifest => ModelPackage.Load(Folder).Manifest;

    /// <summary>Runs a command with the copy.</summary>
    public Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--model", "tiny", "--models", _models.Path])
            .WithTimeout(TimeSpan.FromMinutes(2));

    public void Dispose() => _models.Dispose();
}
