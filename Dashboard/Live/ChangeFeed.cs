namespace Kws.Dashboard.Live;

/// <summary>What a page can show.</summary>
public enum Topic
{
    Resources,
    Logs,
    Traces,
    Metrics,
}

/// <summary>Tells open pages that there is something new, not what: they ask for it.</summary>
public sealed class ChangeFeed
{
    private readonly TopicState[] _topics = [.. Enum.GetValues<Topic>().Select(_ => new TopicState())];

    public void Announce(Topic topic)
    {
        TopicState state = _topics[(int)topic];
        Interlocked.Increment(ref state.Version);
        Interlocked.Exchange(ref state.Next, NewSource()).TrySetResult();
    }

    public long Version(Topic topic) => Volatile.Read(ref _topics[(int)topic].Version);

    /// <summary>Completes at once when the version has moved on already.</summary>
    public Task WaitAsync(Topic topic, long seen, CancellationToken cancellationToken)
    {
        Task next = Volatile.Read(ref _topics[(int)topic].Next).Task;
        return Version(topic) != seen ? Task.CompletedTask : next.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class TopicState
    {
        public long Version;
        public TaskCompletionSource Next = NewSource();
    }
}
