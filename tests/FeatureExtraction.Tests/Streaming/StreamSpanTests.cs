using System.Collections.Concurrent;
using System.Diagnostics;
using Kws.FeatureExtraction.Streaming;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests.Streaming;

public sealed class StreamSpanTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public StreamSpanTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreamSpan.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Extract_StreamsOfTwoCallers_AreOneSpanEachBelowTheirCaller()
    {
        await using var host = await FeatureExtractionHost.StartAsync();
        using var call = new ExtractDialogue(host.Client.Extract());

        await call.SendPartsAsync(Open(1, $"00-{Trace}-b7ad6b7169203331-01"), Open(2, "no traceparent"), Open(3, ""));
        await call.SendPartsAsync(Requests.S16(1, new byte[1_600]), Requests.S16(2, new byte[1_600]));
        await call.SendPartsAsync(Requests.Close(1), Requests.S16(2, new byte[1]));
        await call.CompleteAsync();
        await call.ReadAllAsync();

        var span = Assert.Single(_spans, s => s.TraceId.ToHexString() == Trace);
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
        Assert.Equal((3L, 800L, "closed"),
            (span.GetTagItem("kws.features.frames"), span.GetTagItem("kws.features.samples"),
                span.GetTagItem("kws.features.outcome")));
    }

    private static ExtractRequest Open(uint id, string traceParent)
    {
        var request = Requests.Open(id);
        request.Open.TraceParent = traceParent;
        return request;
    }
}
