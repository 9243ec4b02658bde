namespace Kws.Models;

/// <summary>A model in a folder of packages, looked at now and then.</summary>
/// <param name="choice">Which model.</param>
/// <param name="timeProvider">Clock of the looks.</param>
public sealed class FolderModelSource(ModelChoice choice, TimeProvider timeProvider) : IModelSource
{
    private (string, DateTime)? _handedOut;

    /// <inheritdoc/>
    public string Current()
    {
        // Before the answer: what changes from here on, be it while the package is loaded, is a change.
        _handedOut = Fingerprint();
        return Find();
    }

    /// <inheritdoc/>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        if (choice.Watch == TimeSpan.Zero)
            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken).ConfigureAwait(false);
        do
        {
            await Task.Delay(choice.Watch, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        while (Fingerprint() == _handedOut);
    }

    private string Find() => new ModelFolder(choice.Root).Find(choice.Task, choice.Name, choice.Version);

    // With the manifest's time, since a package that is still being copied changes once more.
    private (string, DateTime)? Fingerprint()
    {
        try
        {
            var folder = Find();
            return (folder, File.GetLastWriteTimeUtc(Path.Combine(folder, "manifest.json")));
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Which model of a folder serves.</summary>
/// <param name="Task">What it is for.</param>
/// <param name="Root">Folder of packages; null: the nearest <c>models</c> folder from the program upward.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version; null: the highest, also when it comes later.</param>
/// <param name="Watch">Time between looks at the folder; zero: never again.</param>
public sealed record ModelChoice(ModelTask Task, string? Root, string Name, string? Version, TimeSpan Watch);
