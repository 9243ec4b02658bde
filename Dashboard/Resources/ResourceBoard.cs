using System.Collections.Immutable;
using Kws.Dashboard.Live;

namespace Kws.Dashboard.Resources;

/// <summary>All resources as last heard of.</summary>
public sealed class ResourceBoard(ChangeFeed changes)
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ResourceView> _resources = ImmutableDictionary<string, ResourceView>.Empty;

    /// <summary>Null: there is no AppHost to ask.</summary>
    public bool? IsConnected { get; private set; }

    public string ApplicationName { get; private set; } = "Kws.Aspire";

    /// <summary>By display name.</summary>
    public IReadOnlyList<ResourceView> All =>
        [.. _resources.Values.OrderBy(resource => resource.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(resource => resource.Name, StringComparer.Ordinal)];

    /// <summary>Null: no such resource.</summary>
    public ResourceView? Get(string name) => _resources.GetValueOrDefault(name);

    internal void Apply(ResourceChange change)
    {
        lock (_lock)
        {
            IsConnected = true;
            ApplicationName = change.ApplicationName ?? ApplicationName;
            if (change.Snapshot is not null)
                _resources = change.Snapshot.ToImmutableDictionary(resource => resource.Name);
            else if (change.Changed is not null)
                _resources = _resources.SetItem(change.Changed.Name, change.Changed);
            else if (change.Removed is not null)
                _resources = _resources.Remove(change.Removed);
        }
        changes.Announce(Topic.Resources);
    }

    internal void Disconnected()
    {
        IsConnected = false;
        changes.Announce(Topic.Resources);
    }
}
