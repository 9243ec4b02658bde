using System.Text.Json;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Models that a job starts from: those of the registry and those that ship. One that ships comes into the
/// registry when a job first asks for it, so that every replica has it.</summary>
internal sealed class BaseModels(
    ModelRegistry registry, ShippedPackages shipped, PackagePublishing publishing, PackageStore packages)
{
    private const string Publisher = "shipped";

    /// <exception cref="InvalidRequestException">There is none of this name and version.</exception>
    public async Task<ModelRow> FindAsync(
        ModelTask task, string name, string version, CancellationToken cancellationToken)
    {
        if (await OfRegistryAsync(task, name, version, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        if (shipped.Find(task, name, version) is not { } folder)
            throw new InvalidRequestException(
                "extends", $"{name}/{version}", "a model of the registry (kws models list) or one that ships");
        string[] files = [.. ModelPackage.Load(folder).Manifest.Files.Select(file => file.Path), "manifest.json"];
        return await publishing.PublishAsync(folder, files, task, Publisher, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings its package below a folder.</summary>
    /// <returns>The package's folder.</returns>
    public async Task<string> BringAsync(
        ModelTask task, string name, string version, string root, CancellationToken cancellationToken) =>
        await packages.BringAsync(
            await FindAsync(task, name, version, cancellationToken).ConfigureAwait(false), root, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>In the order of its outputs.</summary>
    public static IReadOnlyList<string> LabelsOf(ModelRow model)
    {
        using var manifest = JsonDocument.Parse(model.Manifest);
        return [.. manifest.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];
    }

    private async Task<ModelRow?> OfRegistryAsync(
        ModelTask task, string name, string version, CancellationToken cancellationToken)
    {
        var models = await registry.ListAsync(task, name, cancellationToken).ConfigureAwait(false);
        return models.FirstOrDefault(model => model.Model.Version == version)?.Model;
    }
}
