using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.Local;

/// <summary>Where the trainer and its recipes are.</summary>
/// <param name="options">May name it.</param>
/// <param name="program">Folder from which it is looked for otherwise.</param>
internal sealed class TrainerFolder(IOptions<LocalTrainerOptions> options, string program)
{
    private readonly Lazy<string?> _path = new(() => options.Value.Folder ?? Nearest(program));

    public TrainerFolder(IOptions<LocalTrainerOptions> options)
        : this(options, AppContext.BaseDirectory)
    {
    }

    /// <summary>Null: there is none.</summary>
    public string? Path => _path.Value;

    private static string? Nearest(string program)
    {
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
        {
            var trainer = System.IO.Path.Combine(folder.FullName, "training");
            if (Directory.Exists(System.IO.Path.Combine(trainer, "kws_training")))
                return trainer;
        }

        return null;
    }
}
