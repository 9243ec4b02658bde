using Kws.AudioInference.Overload;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kws.AudioInference.Tests.Overload;

/// <summary>Streams whose decisions take as long as the test says, by its clock.</summary>
public sealed class StreamAdmissionTests : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(0.1);
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly RecordingLoggerProvider _logs = new();
    private readonly UnheardMeterFactory _meters = new();
    private readonly LoggerFactory _loggers;
    private readonly StreamAdmission _admission;
    private readonly List<Stream> _open = [];

    public StreamAdmissionTests()
    {
        _loggers = new LoggerFactory([_logs]);
        var options = new SpotOptions
        {
            MaxDelay = TimeSpan.FromSeconds(0.2),
            Probation = TimeSpan.FromSeconds(15),
        };
        _admission = new StreamAdmission(options, new AudioInferenceMetrics(_meters),
            _loggers.CreateLogger<StreamAdmission>(), _timeProvider);
    }

    public void Dispose()
    {
        _admission.Dispose();
        _loggers.Dispose();
        _meters.Dispose();
    }

    private IEnumerable<Stream> Ended => _open.Where(stream => stream.Reason is not null);

    [Fact]
    public void Streams_DecidedInTime_AreAdmitted()
    {
        Begin(100);

        Pass(10, _ => 0.05);

        _admission.ThrowIfOverloaded();
        Assert.Empty(Ended);
        Assert.Empty(_logs.Lines);
    }

    [Fact]
    public void Streams_WhileDecisionsAreLate_AreRefusedUntilTheyAreInTimeAgain()
    {
        Begin(100);
        Pass(16, _ => 0.05);
        Pass(1.5, _ => 0.5);

        var refused = Assert.Throws<OverloadedException>(_admission.ThrowIfOverloaded);

        Assert.Equal("delay of decisions: 0.5 s; the limit is 0.2 s, and half of it once it was exceeded " +
            "(Streams:MaxDelay)", refused.Message);
        Assert.InRange(int.Parse(refused.Trailers.GetValue("grpc-retry-pushback-ms")!,
            System.Globalization.CultureInfo.InvariantCulture), 5000, 10_000);
        Pass(30, _ => 0.5);
        // What runs for long goes on.
        Assert.Empty(Ended);

        Pass(5, _ => 0.05);

        _admission.ThrowIfOverloaded();
        Assert.Equal([2010, 2011], _logs.Lines.Select(line => line.Event.Id));
        Assert.Contains("1 new stream(s) were refused", _logs.Lines.Last().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FewStreams_AreServedWhateverTheyTake()
    {
        Begin(StreamAdmission.AlwaysAdmitted - 1);

        Pass(10, _ => 2);

        _admission.ThrowIfOverloaded();
        Assert.Empty(Ended);
    }

    [Fact]
    public void StreamsThatBeganTogether_AreEndedNewestFirstUntilTheOthersAreInTime()
    {
        Begin(100);

        // The server has headroom for sixty, and falls back by what is beyond them.
        var behind = 0.0;
        Pass(20, running =>
        {
            behind = Math.Max(0, behind + 0.1 * (running - 60) / 60);
            return 0.02 + behind;
        }, mostDecided: 60);

        Assert.InRange(_open.Count - Ended.Count(), 35, 60);
        Assert.Equal(_open.Skip(_open.Count - Ended.Count()), Ended);
        _admission.ThrowIfOverloaded();
        Assert.Equal(TimeSpan.FromSeconds(0.02).TotalSeconds, _admission.Delay.TotalSeconds, 0.01);
    }

    [Fact]
    public void StreamsWithoutAudio_AreNotEndedForTheDelayOfOthers()
    {
        Begin(20);
        Stream[] quiet = [.. Enumerable.Range(0, 20).Select(_ => new Stream())];
        foreach (var stream in quiet)
            _admission.Add(stream);

        Pass(5, _ => 1);

        Assert.NotEmpty(Ended);
        Assert.All(quiet, stream => Assert.Null(stream.Reason));
    }

    [Fact]
    public void StreamsThatAreNotDecidedAtAll_AreTooMany()
    {
        Begin(100);

        // Nothing tells a delay: no decision comes.
        Pass(4, _ => 0, mostDecided: 0);

        Assert.Throws<OverloadedException>(_admission.ThrowIfOverloaded);
        Assert.NotEmpty(Ended);
    }

    [Fact]
    public void DelaysThatFall_EndNoStream()
    {
        Begin(100);
        var delay = 2.0;

        // A cold server that catches up: late for seven seconds.
        Pass(10, _ => delay *= 0.97);

        Assert.Empty(Ended);
    }

    [Fact]
    public void Streams_AllLeaveAtOnceAndAreDecidedLate_OthersAreAdmitted()
    {
        Begin(100);
        Pass(16, _ => 0.05);

        _open.ForEach(stream => stream.Place!.Dispose());
        Pass(1.5, _ => 0.5);

        Begin(StreamAdmission.AlwaysAdmitted);
        _admission.ThrowIfOverloaded();
        Assert.Empty(_logs.Lines);
    }

    private void Begin(int streams)
    {
        for (var i = 0; i < streams; i++)
        {
            var stream = new Stream { FirstAudio = _timeProvider.GetTimestamp() };
            stream.Place = _admission.Add(stream);
            _open.Add(stream);
        }
    }

    /// <summary>Each stream has a decision each tenth of a second, which takes what is said of as many as
    /// run.</summary>
    private void Pass(double seconds, Func<int, double> delayOf, int mostDecided = int.MaxValue)
    {
        for (var tick = 0; tick < seconds * 10; tick++)
        {
            var running = _open.Count - Ended.Count();
            var delay = TimeSpan.FromSeconds(delayOf(running));
            _admission.Came(running);
            for (var i = 0; i < Math.Min(running, mostDecided); i++)
                _admission.Decided(delay);
            _timeProvider.Advance(s_tick);
        }
    }

    private sealed class Stream : IAdmitted
    {
        public long? FirstAudio { get; init; }

        public TimeSpan Stride => s_tick;

        public IDisposable? Place { get; set; }

        public OverloadedException? Reason { get; private set; }

        public void End(OverloadedException reason)
        {
            Reason = reason;
            Place?.Dispose();
        }
    }
}
