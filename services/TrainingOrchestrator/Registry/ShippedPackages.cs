using Kws.Models;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>The packages that come with the programs:
/// <c>models/&lt;task&gt;/&lt;name&gt;/&lt;version&gt;</c>.</summary>
/// <param name="options">May name their folder.</param>
/// <param name="program">Folder from which it is looked for otherwise.</param>
internal sealed class ShippedPackages(IOptions<PackageOptions> options, string program)
{
    private readonly Lazy<string?> _root = new(() => options.Value.Shipped ?? Nearest(program));

    public ShippedPackages(IOptions<PackageOptions> options)
        : this(options, AppContext.BaseDirectory)
    {
    }

    /// <summary>Folder of a version; null: it does not ship.</summary>
    /// <param name="task">What it is for.</param>
    /// <param name="name">A name, as <see cref="ModelReference"/> reads it.</param>
    /// <param name="version">A version, likewise.</param>
    public string? Find(ModelTask task, string name, string version)
    {
        var folder = Path.Combine(_root.Value ?? "", task.ToName(), name, version);
        return _root.Value is not null && File.Exists(Path.Combine(folder, "manifest.json")) ? folder : null;
    }

    private static string? Nearest(string program)
    {
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(Path.Combine(models, ModelTask.KeywordSpotting.ToName())))
                return models;
        }

        return null;
    }
}
