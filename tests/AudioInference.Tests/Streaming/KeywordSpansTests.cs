using System.Collections.Concurrent;
using System.Diagnostics;
using Kws.AudioInference.Scheduling;
using Kws.AudioInference.Streaming;

namespace Kws.AudioInference.Tests.Streaming;

public sealed class KeywordSpansTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;
    private bool _sampled = true;
    private readonly ActivitySource _callSource = new("KeywordSpansTests");

    public KeywordSpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is AudioInferenceMetrics.SourceName or "KeywordSpansTests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => _sampled
                ? ActivitySamplingResult.AllData
                : ActivitySamplingResult.None,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _callSource.Dispose();
    }

    [Fact]
    public void Start_ManyKeywordsOfOneCall_KeepItsTraceSmall()
    {
        using var call = _callSource.StartActivity("Spot")!;
        var spans = new KeywordSpans();
        Activity.Current = null;

        for (var i = 0; i < 150; i++)
            spans.Start(Keyword(), Batch(), TimeProvider.System)?.Dispose();

        var mine = _stopped.Where(s => s.OperationName == "keyword"
            && (s.TraceId == call.TraceId || s.Links.Any(l => l.Context.TraceId == call.TraceId))).ToList();
        Assert.Equal(150, mine.Count);
        Assert.Equal(100, mine.Count(s => s.TraceId == call.TraceId && s.ParentSpanId == call.SpanId));
        Assert.All(mine, s => Assert.Equal("yes", s.GetTagItem("kws.keyword.label")));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Start_Keyword_HasTheBatchThatDecidedItBelowWithItsOwnTimes()
    {
        using var call = _callSource.StartActivity("Spot")!;
        var spans = new KeywordSpans();
        Activity.Current = null;

        var keyword = spans.Start(Keyword(), Batch(), TimeProvider.System)!;
        keyword.Dispose();

        var batch = Assert.Single(_stopped, s =>
            s.OperationName == "inference batch" && s.ParentSpanId == keyword.SpanId);
        Assert.Equal(16, batch.GetTagItem("kws.batch.windows"));
        Assert.InRange(batch.Duration.TotalMilliseconds, 2.9, 3.1);
        Assert.Equal(keyword.TraceId, batch.TraceId);
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(5, 10)]
    public void Start_Keyword_BeginsWithItsLastSampleAndNotAfterItsBatch(int delayMs, int beganMsAgo)
    {
        using var call = _callSource.StartActivity("Spot")!;
        var spans = new KeywordSpans();
        Activity.Current = null;

        var keyword = spans.Start(Keyword(delayMs), Batch(), TimeProvider.System)!;
        keyword.Dispose();

        Assert.Equal("keyword yes", keyword.DisplayName);
        // What the test itself takes comes on top.
        Assert.InRange(keyword.Duration.TotalMilliseconds, beganMsAgo, beganMsAgo + 1000);
        var batch = Assert.Single(_stopped, s =>
            s.OperationName == "inference batch" && s.ParentSpanId == keyword.SpanId);
        Assert.True(batch.StartTimeUtc >= keyword.StartTimeUtc);
    }

    [Fact]
    public void Start_CallNotSampled_MakesNeitherKeywordNorBatch()
    {
        using var call = _callSource.StartActivity("Spot")!;
        var spans = new KeywordSpans();
        Activity.Current = null;
        _sampled = false;

        Assert.Null(spans.Start(Keyword(), Batch(), TimeProvider.System));

        Assert.DoesNotContain(_stopped, s => s.TraceId == call.TraceId);
    }

    [Fact]
    public void Start_CallNotTraced_MakesNoSpan()
    {
        Activity.Current = null;

        Assert.Null(new KeywordSpans().Start(Keyword(), Batch(), TimeProvider.System));
    }

    // Ran from 10 to 7 ms ago.
    private static InferenceTiming Batch()
    {
        var now = TimeProvider.System.GetTimestamp();
        var millisecond = TimeProvider.System.TimestampFrequency / 1000;
        return new InferenceTiming(now - 10 * millisecond, now - 7 * millisecond, 16);
    }

    private static KeywordSpotted Keyword(int delayMs = 5) =>
        new("0a", "yes", 0.9f, 1, 2, 3, "small", "1.0.0", TimeSpan.FromMilliseconds(delayMs));
}
