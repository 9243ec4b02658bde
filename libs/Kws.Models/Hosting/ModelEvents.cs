using Kws.Contracts.Events;
using Microsoft.Extensions.Hosting;

namespace Kws.Models;

/// <summary>Tells the mesh which model this process uses, and which it refused.</summary>
internal sealed class ModelEvents(
    ModelTask task, IEventPublisher events, TimeProvider timeProvider, IHostEnvironment environment) : IModelListener
{
    // Another process that takes the same model into use is another event.
    private readonly string _instance = Guid.NewGuid().ToString("N");

    public void Activated(ModelManifest model) => events.Publish(new ModelActivated
    {
        EventId = Id("activated", model.Name, model.Version),
        OccurredAt = timeProvider.GetUtcNow(),
        Task = task.ToName(),
        Name = model.Name,
        Version = model.Version,
        PackageKey = "",
        Service = environment.ApplicationName,
    });

    public void Rejected(string? folder, string reason)
    {
        if (folder is null)
            return;
        // models/<task>/<name>/<version>: what is inside may be what is wrong.
        var version = Path.GetFileName(folder);
        var name = Path.GetFileName(Path.GetDirectoryName(folder)) ?? "";
        events.Publish(new ModelRejected
        {
            EventId = Id("rejected", name, version),
            OccurredAt = timeProvider.GetUtcNow(),
            Task = task.ToName(),
            Name = name,
            Version = version,
            Service = environment.ApplicationName,
            Reason = reason,
        });
    }

    private string Id(string what, string name, string version) =>
        $"{_instance}:{what}:{task.ToName()}/{name}/{version}";
}
