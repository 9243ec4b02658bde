using AudioInference.Models;
using Kws.Contracts.Events;
using Kws.Models;
using Kws.ServiceDefaults.Bus;

namespace AudioInference.Events;

/// <summary>Tells the mesh which keyword model this process uses, and which it refused.</summary>
internal sealed class ModelEvents(IEventPublisher events, TimeProvider clock, IHostEnvironment environment) : IModelListener
{
    private static readonly string KeywordSpotting = ModelTask.KeywordSpotting.ToName();

    // Another process that takes the same model into use is another event.
    private readonly string _instance = Guid.NewGuid().ToString("N");

    public void Activated(string name, string version) => events.Publish(new ModelActivated
    {
        EventId = Id("activated", name, version),
        OccurredAt = clock.GetUtcNow(),
        Task = KeywordSpotting,
        Name = name,
        Version = version,
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
            OccurredAt = clock.GetUtcNow(),
            Task = KeywordSpotting,
            Name = name,
            Version = version,
            Service = environment.ApplicationName,
            Reason = reason,
        });
    }

    private string Id(string what, string name, string version) => $"{_instance}:{what}:{KeywordSpotting}/{name}/{version}";
}
