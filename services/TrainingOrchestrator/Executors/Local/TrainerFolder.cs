using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.Local;

/// <summary>Where the trainer and its recipes are.</summary>
internal sealed class TrainerFolder(IOptions<LocalTrainerOptions> options)
{
    private readonly Lazy<string?> _path = new(() => options.Value.Folder ?? Nearest());

    /// <summary>Null: there is none.</summary>
    public string? Path => _path.Value;

    private static string? Nearest()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var trainer = System.IO.Path.Combine(folder.FullName, "training");
            if (Directory.Exists(System.IO.Path.Combine(trainer, "kws_training")))
                return trainer;
        }

        return null;
    }
}
