using System.Globalization;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Overload;

/// <summary>
/// Admits streams while those that run are decided in time, by what their decisions take, whatever the machine, the
/// model and its neighbours. Safe for concurrent use.
/// </summary>
/// <remarks>
/// When decisions are late, new streams are refused. Streams that all began before any of them could be late cannot be
/// refused any more: those that began last are ended again while decisions stay late, so that the others are decided in
/// time (docs/adr/0025).
/// </remarks>
internal sealed class StreamAdmission : IDisposable
{
    /// <summary>So many are served whatever they take: a machine that is busy with something else must not refuse the
    /// few devices it has.</summary>
    public const int AlwaysAdmitted = 8;

    private const int LeastDecisions = 20;
    private const int RetrySteps = 16;
    private const double UsedHeadroom = 0.8;
    private const double MostShed = 0.4;
    private const int StepsToBeInTime = 15;
    private static readonly TimeSpan s_shedStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly LinkedList<IAdmitted> _open = [];
    private readonly RecentDelays _delays = new();
    private readonly OverloadState _state;
    private readonly SpotOptions _options;
    private readonly AudioInferenceMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private long _lastTick;
    private long _lastShed;
    private TimeSpan _delayAtShed;
    private TimeSpan _standing;
    private long _began;
    private int _refused;
    private int _shed;
    private int _told;

    public StreamAdmission(
        SpotOptions options,
        AudioInferenceMetrics metrics,
        ILogger<StreamAdmission> logger,
        TimeProvider timeProvider)
    {
        (_options, _metrics, _logger, _timeProvider) = (options, metrics, logger, timeProvider);
        _state = new OverloadState(options.MaxDelay);
        _lastTick = timeProvider.GetTimestamp();
        metrics.Overload(false);
        // Never two at once: the timer is set again when its work is done.
        _timer = timeProvider.CreateTimer(_ => Tick(), null, RecentDelays.TurnEvery, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether new streams are refused.</summary>
    public bool IsOverloaded => _state.IsOverloaded;

    /// <summary>What nine of ten decisions did not exceed lately, from the receipt of their last sample.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>The last sample of so many windows came, of a device that sends in real time.</summary>
    public void Came(int windows) => _delays.AddCame(windows);

    /// <summary>One of them was decided.</summary>
    public void Decided(TimeSpan delay) => _delays.Add(delay);

    /// <exception cref="OverloadedException">Decisions are late.</exception>
    public void ThrowIfOverloaded()
    {
        lock (_lock)
        {
            if (!_state.IsOverloaded || _open.Count < AlwaysAdmitted)
                return;
            _refused++;
        }
        _metrics.StreamRefused("new");
        throw Overloaded();
    }

    /// <summary>Counts an open stream until the result is disposed of.</summary>
    public IDisposable Add(IAdmitted stream)
    {
        lock (_lock)
            return new Place(this, _open.AddLast(stream));
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        var now = _timeProvider.GetTimestamp();
        // Also when nothing is decided in time because the processors are taken.
        var late = _timeProvider.GetElapsedTime(_lastTick, now) - RecentDelays.TurnEvery;
        _lastTick = now;
        var (count, delay) = _delays.Read();
        // Decisions that do not come at all tell no delay.
        var came = _delays.Came;
        _standing = came >= LeastDecisions && count < came / 2 ? _standing + RecentDelays.TurnEvery : TimeSpan.Zero;
        Delay = Math.Max(came, count) < LeastDecisions
            ? TimeSpan.Zero
            : new[] { delay, late, _standing }.Max();
        IAdmitted[] shed;
        lock (_lock)
        {
            // Those that left all at once were decided late for their number alone; nobody waits any more.
            if (_open.Count == 0)
                Delay = TimeSpan.Zero;
            if (_state.Observe(Delay, _timeProvider.GetElapsedTime(0, now)))
                Tell();
            shed = NewestToShed(now, count);
            _shed += shed.Length;
        }
        foreach (var stream in shed)
        {
            _metrics.StreamRefused("begun");
            stream.End(Overloaded());
        }
        _delays.Turn();
        _timer.Change(RecentDelays.TurnEvery, Timeout.InfiniteTimeSpan);
    }

    /// <param name="now">A timestamp.</param>
    /// <param name="decided">Decisions of the last second: as many as there can be, while audio waits.</param>
    private IAdmitted[] NewestToShed(long now, int decided)
    {
        if (!_state.IsLasting || _timeProvider.GetElapsedTime(_lastShed, now) < s_shedStep)
            return [];
        // What was done helps already, or a cold server catches up: audio that waits is still decided.
        var isFalling = (_delayAtShed - Delay) * StepsToBeInTime >= Delay - _options.MaxDelay;
        (_lastShed, _delayAtShed) = (now, Delay);
        if (isFalling || _open.Last is not { Value: var newest })
            return [];
        // Not all that can be decided: what waits must be decided besides.
        var headroom = Math.Max(AlwaysAdmitted, (int)(UsedHeadroom * decided * newest.Stride.TotalSeconds));
        var most = Math.Min(_open.Count - headroom, (int)Math.Ceiling(MostShed * _open.Count));
        return most <= 0 ? [] : [.. NewestFirst().Where(IsNew).Take(most)];
    }

    private IEnumerable<IAdmitted> NewestFirst()
    {
        for (var node = _open.Last; node is not null; node = node.Previous)
            yield return node.Value;
    }

    // When the overload began: one that ran well until then is not ended for what came after it.
    private bool IsNew(IAdmitted stream) => stream.FirstAudio is { } begun
        && _timeProvider.GetElapsedTime(begun, _began) < _options.Probation;

    private OverloadedException Overloaded() => new(
        string.Create(CultureInfo.InvariantCulture, $"delay of decisions: {Delay.TotalSeconds:0.0} s; the limit is " +
            $"{_options.MaxDelay.TotalSeconds:0.###} s, and half of it once it was exceeded (Streams:MaxDelay)"),
        // Spread, so that they do not all come back at once.
        s_retryAfter * (1 + Interlocked.Increment(ref _told) % RetrySteps / (double)RetrySteps));

    private void Tell()
    {
        _metrics.Overload(_state.IsOverloaded);
        if (_state.IsOverloaded)
            AudioInferenceLog.Overloaded(_logger, Delay.TotalSeconds, _options.MaxDelay.TotalSeconds, _open.Count);
        else
            AudioInferenceLog.NoLongerOverloaded(_logger, Delay.TotalSeconds, _refused, _shed, _open.Count);
        (_refused, _shed, _delayAtShed, _began) = (0, 0, Delay, _lastTick);
    }

    private void Remove(LinkedListNode<IAdmitted> stream)
    {
        lock (_lock)
        {
            if (stream.List is not null)
                _open.Remove(stream);
        }
    }

    private sealed class Place(StreamAdmission admission, LinkedListNode<IAdmitted> stream) : IDisposable
    {
        public void Dispose() => admission.Remove(stream);
    }
}

/// <summary>A stream that was admitted.</summary>
internal interface IAdmitted
{
    /// <summary>When its first audio came, a timestamp; null: none has.</summary>
    long? FirstAudio { get; }

    /// <summary>Time between two of its decisions.</summary>
    TimeSpan Stride { get; }

    /// <summary>Ends it: there is no headroom for it after all.</summary>
    void End(OverloadedException reason);
}
