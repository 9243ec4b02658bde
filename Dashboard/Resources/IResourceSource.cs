namespace Kws.Dashboard.Resources;

/// <summary>Where the dashboard learns of resources and acts on them.</summary>
public interface IResourceSource
{
    /// <summary>Changes until the connection ends; the first is a snapshot. Throws when the connection breaks.</summary>
    IAsyncEnumerable<ResourceChange> WatchAsync(CancellationToken cancellationToken);

    /// <summary>Lines kept so far, then new ones, until the connection ends.</summary>
    IAsyncEnumerable<IReadOnlyList<ConsoleLineView>> WatchConsoleAsync(string resourceName, CancellationToken cancellationToken);

    /// <summary>Null: done. Otherwise why not.</summary>
    Task<string?> ExecuteAsync(string resourceName, string commandName, CancellationToken cancellationToken);
}

/// <summary>What has changed. Exactly one of the three is not null.</summary>
/// <param name="Snapshot">Replaces all.</param>
/// <param name="Removed">A resource's name.</param>
/// <param name="ApplicationName">Null: as before.</param>
public sealed record ResourceChange(IReadOnlyList<ResourceView>? Snapshot, ResourceView? Changed, string? Removed, string? ApplicationName);
