using Kws.Contracts.Events;
using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Tells the mesh of a model that came into the registry.</summary>
internal static class ModelAnnouncements
{
    /// <summary>Who tells it.</summary>
    public const string Service = "trainingorchestrator";

    /// <summary>Adds the event to what is stored with the model.</summary>
    public static void Add(TrainingDatabase database, ModelRow model, string reason)
    {
        var id = $"{model.Task.ToName()}/{model.Name}/{model.Version}";
        if (model.State == ModelState.Published)
            database.Tell(new ModelPublished
            {
                EventId = $"published:{id}",
                OccurredAt = model.CreatedAt,
                Task = model.Task.ToName(),
                Name = model.Name,
                Version = model.Version,
                PackageKey = model.PackageKey,
                ManifestSha256 = model.ManifestSha256,
            });
        else
            database.Tell(new ModelRejected
            {
                EventId = $"rejected:{id}",
                OccurredAt = model.CreatedAt,
                Task = model.Task.ToName(),
                Name = model.Name,
                Version = model.Version,
                Service = Service,
                Reason = reason,
                PackageKey = model.PackageKey,
            });
    }
}
