namespace Kws.Models;

/// <summary>A model in a folder of packages, looked at now and then.</summary>
/// <param name="choice">Which model.</param>
/// <param name="timeProvider">Clock of the looks.</param>
public sealed class FolderModelSource(ModelChoice choice, TimeProvider timeProvider) : IModelSource
{
    private IReadOnlyList<ModelCandidate>? _handedOut;

    /// <inheritdoc/>
    public string? Hindrance => null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ModelCandidate>> CandidatesAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Candidates());

    /// <inheritdoc cref="CandidatesAsync"/>
    public IReadOnlyList<ModelCandidate> Candidates()
    {
        // Before anything is loaded: what changes from here on is a change.
        _handedOut = null;
        return _handedOut = Find();
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
        while (IsAsHandedOut());
    }

    private IReadOnlyList<ModelCandidate> Find()
    {
        var models = new ModelFolder(choice.Root);
        var versions = string.IsNullOrEmpty(choice.Version)
            ? models.Versions(choice.Task, choice.Name).Reverse()
            : [choice.Version];
        var found = versions.Select(version => models.Find(choice.Task, choice.Name, version)).ToList();
        // Fails, and says what there is instead.
        if (found.Count == 0)
            found.Add(models.Find(choice.Task, choice.Name));
        return [.. found.Select(folder => new ModelCandidate(folder, PackageFingerprint.Of(folder)))];
    }

    private bool IsAsHandedOut()
    {
        try
        {
            return _handedOut is not null && Find().SequenceEqual(_handedOut);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Nothing that can be used, as before or as of now.
            return _handedOut is null;
        }
    }
}

/// <summary>Which model of a folder serves.</summary>
/// <param name="Task">What it is for.</param>
/// <param name="Root">Folder of packages; null: the nearest <c>models</c> folder from the program upward.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version; null: the highest that can be used, also when it comes later.</param>
/// <param name="Watch">Time between looks at the folder; zero: never again.</param>
public sealed record ModelChoice(ModelTask Task, string? Root, string Name, string? Version, TimeSpan Watch);
