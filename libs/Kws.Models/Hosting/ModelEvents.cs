using System.Globalization;
using Kws.Contracts.Events;

namespace Kws.Models;

/// <summary>Tells the mesh which model this process uses, and which it refused.</summary>
internal sealed class ModelEvents(
    ModelTask task, IEventPublisher events, TimeProvider timeProvider, ModelReplica replica) : IModelListener
{
    private int _told;

    public void Activated(ModelManifest model, ModelCandidate package) => events.Publish(new ModelActivated
    {
        EventId = Id("activated", model.Name, model.Version),
        OccurredAt = timeProvider.GetUtcNow(),
        Task = task.ToName(),
        Name = model.Name,
        Version = model.Version,
        PackageKey = package.PackageKey,
        Service = replica.Service,
        Instance = replica.Instance,
    });

    public void Rejected(ModelCandidate? package, string reason)
    {
        if (package is null)
            return;
        // .../<name>/<version>: what is inside may be what is wrong.
        var version = Path.GetFileName(package.Folder);
        var name = Path.GetFileName(Path.GetDirectoryName(package.Folder)) ?? "";
        events.Publish(new ModelRejected
        {
            EventId = Id("rejected", name, version),
            OccurredAt = timeProvider.GetUtcNow(),
            Task = task.ToName(),
            Name = name,
            Version = version,
            Service = replica.Service,
            Reason = reason,
            PackageKey = package.PackageKey,
            Instance = replica.Instance,
        });
    }

    // A model that comes back after another is another event, and so is the same model in another process.
    private string Id(string what, string name, string version) => string.Create(CultureInfo.InvariantCulture,
        $"{replica.Instance}:{Interlocked.Increment(ref _told)}:{what}:{task.ToName()}/{name}/{version}");
}
