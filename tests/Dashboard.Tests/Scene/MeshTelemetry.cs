using Google.Protobuf;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using ChannelBase = Grpc.Core.ChannelBase;
using Kind = OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind;

namespace Kws.Dashboard.Tests.Scene;

/// <summary>Five minutes of a mesh at work: devices stream, words are found, one call fails. Seeded.</summary>
internal sealed class MeshTelemetry(ChannelBase channel, DateTimeOffset now)
{
    private static readonly string[] Labels = ["yes", "no", "stop", "go", "left"];
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

    private readonly Random _random = new(7);
    private readonly OtlpSender _device = new(channel, "demo-device");
    private readonly OtlpSender _audio = new(channel, "audioinference");
    private readonly OtlpSender _features = new(channel, "featureextraction", "f0");
    private readonly OtlpSender _otherFeatures = new(channel, "featureextraction", "f1");
    private readonly OtlpSender _tts = new(channel, "tts");

    public async Task SendAsync()
    {
        for (int call = 40; call >= 0; call--)
            await SpotAsync(now.AddSeconds(-call * 7.3), Labels[_random.Next(Labels.Length)], hasFailed: call == 6);
        await SpeakAsync(now.AddSeconds(-3));
        for (int second = 300; second >= 0; second--)
            await MeasureAsync(now.AddSeconds(-second), 300 - second);
    }

    private async Task SpotAsync(DateTimeOffset start, string label, bool hasFailed)
    {
        ByteString trace = OtlpSender.NewId(16);
        Span root = OtlpSender.Span(trace, null, "kws.audio.v1.KeywordSpotter/Spot", start, 148, Kind.Client);
        Span served = OtlpSender.Span(trace, root.SpanId, "kws.audio.v1.KeywordSpotter/Spot", start.AddMilliseconds(3), 141, Kind.Server);
        Span asked = OtlpSender.Span(trace, served.SpanId, "kws.features.v1.FeatureExtraction/Extract", start.AddMilliseconds(9), 71, Kind.Client);
        Span extracted = OtlpSender.Span(trace, asked.SpanId, "kws.features.v1.FeatureExtraction/Extract", start.AddMilliseconds(12), 63, Kind.Server);
        Span framed = OtlpSender.Span(trace, extracted.SpanId, "extract frames", start.AddMilliseconds(15), 55);
        Span waited = OtlpSender.Span(trace, served.SpanId, "wait for batch", start.AddMilliseconds(82), 6 + (_random.NextDouble() * 9));
        Span inferred = OtlpSender.Span(trace, served.SpanId, "infer batch", start.AddMilliseconds(98), 21);
        Span published = OtlpSender.Span(trace, served.SpanId, "publish KeywordDetected", start.AddMilliseconds(124), 14, Kind.Producer);
        inferred.Attributes.Add([OtlpSender.Text("kws.batch.size", "17"), OtlpSender.Text("kws.model", "small 1.0.0")]);
        served.Attributes.Add([OtlpSender.Text("rpc.system", "grpc"), OtlpSender.Text("kws.label", label), OtlpSender.Text("kws.device", "demo-1")]);
        served.Events.Add(new Span.Types.Event { Name = "keyword", TimeUnixNano = OtlpSender.Nanoseconds(start.AddMilliseconds(121)), Attributes = { OtlpSender.Text("label", label) } });
        if (hasFailed)
            published.Status = served.Status = new Status { Code = Status.Types.StatusCode.Error, Message = "the bus refused the message" };
        await _features.SendAsync(extracted, framed);
        await _device.SendAsync(root);
        await _audio.SendAsync(served, asked, waited, inferred, published);
        await _audio.SendAsync("Kws.AudioInference.Detection", Log(start.AddMilliseconds(121), 9, $"Keyword '{label}' on demo-1, confidence 0.9{_random.Next(10)}", served));
        if (hasFailed)
            await _audio.SendAsync("Kws.AudioInference.Events", Failure(start.AddMilliseconds(138), published));
        else if (_random.Next(4) == 0)
            await _features.SendAsync("Kws.FeatureExtraction", Log(start.AddMilliseconds(70), 13, "Stream demo-1 sends 3 % faster than real time", extracted));
    }

    private async Task SpeakAsync(DateTimeOffset start)
    {
        Span spoken = OtlpSender.Span(OtlpSender.NewId(16), null, "kws.speech.v1.Speech/Synthesize", start, 311, Kind.Server);
        await _tts.SendAsync(spoken);
        await _tts.SendAsync("Kws.Tts", Log(start.AddMilliseconds(42), 9, "First audio after 42 ms, voice en", spoken));
        await _otherFeatures.SendAsync("Kws.FeatureExtraction", Log(start, 9, "0 streams open", null));
    }

    private static LogRecord Log(DateTimeOffset time, int severity, string text, Span? span) => new()
    {
        TimeUnixNano = OtlpSender.Nanoseconds(time),
        SeverityNumber = severity,
        Body = new() { StringValue = text },
        TraceId = span?.TraceId ?? ByteString.Empty,
        SpanId = span?.SpanId ?? ByteString.Empty,
    };

    private static LogRecord Failure(DateTimeOffset time, Span span)
    {
        LogRecord record = Log(time, 17, "KeywordDetected was not published, 1 event waits", span);
        record.Attributes.Add([
            OtlpSender.Text("exception.type", "RabbitMQ.Client.Exceptions.AlreadyClosedException"),
            OtlpSender.Text("exception.message", "the connection is closed"),
            OtlpSender.Text("exception.stacktrace", "   at Kws.AudioInference.Events.EventPublisher.PublishAsync()\n   at Kws.AudioInference.Events.EventPump.RunAsync()"),
            OtlpSender.Text("waiting", "1"),
        ]);
        return record;
    }

    private async Task MeasureAsync(DateTimeOffset time, int second)
    {
        double load = 60 + (25 * Math.Sin(second / 23.0)) + (_random.NextDouble() * 6);
        _frames += (long)(load * 100);
        for (int call = 0; call < load / 3; call++)
            _delays[Array.FindIndex(Bounds, bound => Math.Exp(-4.6 + (_random.NextDouble() * 1.6)) <= bound)]++;
        _detections[_random.Next(3)] += _random.Next(3);
        await _audio.SendAsync("Kws.AudioInference",
            Gauge("kws.streams.open", "{stream}", "Device streams open", time, Math.Round(load)),
            Counter("kws.frames", "{frame}", "Feature frames received", time, _frames),
            Histogram("kws.inference.duration", "s", "Time of one batch in ONNX Runtime", time, _delays),
            ByLabel("kws.detections", "{keyword}", "Keywords found, by label", time, _detections));
        await _features.SendAsync("System.Runtime",
            Gauge("dotnet.process.memory.working_set", "By", "Memory of the process", time, 118e6 + (4e6 * Math.Sin(second / 40.0))),
            Gauge("dotnet.process.cpu.time", "s", "CPU time", time, second * 0.31));
    }

    private readonly ulong[] _delays = new ulong[Bounds.Length + 1];
    private readonly long[] _detections = new long[3];
    private long _frames;

    private static Metric Gauge(string name, string unit, string about, DateTimeOffset time, double value) => new()
    {
        Name = name,
        Unit = unit,
        Description = about,
        Gauge = new Gauge { DataPoints = { new NumberDataPoint { TimeUnixNano = OtlpSender.Nanoseconds(time), AsDouble = value } } },
    };

    private static Metric Counter(string name, string unit, string about, DateTimeOffset time, long value) => new()
    {
        Name = name,
        Unit = unit,
        Description = about,
        Sum = new Sum
        {
            IsMonotonic = true,
            AggregationTemporality = AggregationTemporality.Cumulative,
            DataPoints = { new NumberDataPoint { TimeUnixNano = OtlpSender.Nanoseconds(time), AsInt = value } },
        },
    };

    private static Metric ByLabel(string name, string unit, string about, DateTimeOffset time, long[] values)
    {
        Metric metric = Counter(name, unit, about, time, 0);
        metric.Sum.DataPoints.Clear();
        metric.Sum.DataPoints.Add(values.Select((value, index) => new NumberDataPoint
        {
            TimeUnixNano = OtlpSender.Nanoseconds(time),
            AsInt = value,
            Attributes = { OtlpSender.Text("label", Labels[index]) },
        }));
        return metric;
    }

    private static Metric Histogram(string name, string unit, string about, DateTimeOffset time, ulong[] counts) => new()
    {
        Name = name,
        Unit = unit,
        Description = about,
        Histogram = new Histogram
        {
            AggregationTemporality = AggregationTemporality.Cumulative,
            DataPoints =
            {
                new HistogramDataPoint
                {
                    TimeUnixNano = OtlpSender.Nanoseconds(time),
                    Count = counts.Aggregate(0UL, (sum, count) => sum + count),
                    Sum = 1,
                    BucketCounts = { counts },
                    ExplicitBounds = { Bounds },
                },
            },
        },
    };
}
