using System.Diagnostics;
using Grpc.Core;
using Kws.AudioInference.Features;
using Kws.AudioInference.Features.Grpc;
using Kws.Features;
using Kws.Features.V1;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kws.AudioInference.Tests.Features;

public sealed class FeatureLaneTests : IDisposable
{
    private readonly UnheardMeterFactory _meters = new();
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly RecordingLoggerProvider _logs = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Call_ThatNeverOpens_IsTriedAgainAfterPausesThatDoubleUpToTwoSeconds()
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        var client = new FeatureExtraction.FeatureExtractionClient(new NobodyThere());
        await using var lane = Lane(client, loggers, new FeatureOptions { InProcessWhenAway = false });
        lane.Open(new FeatureStreamRequest(FeatureSpecPresets.LogMel40, 0, true, 100), new IgnoringSink())
            .Write(new float[1600], needed: true);

        await PassTimeUntilAsync(() => _logs.Lines.Count >= 7).WithTimeout();

        string[] pauses = ["00:00:00.1000000", "00:00:00.2000000", "00:00:00.4000000", "00:00:00.8000000",
            "00:00:01.6000000", "00:00:02", "00:00:02"];
        Assert.Equal(
            pauses.Select(pause =>
                $"The call to FeatureExtraction (lane 0) broke; 1 stream(s) are resent on the next one in {pause}: " +
                $"Unavailable: nobody there"),
            _logs.Lines.Take(pauses.Length).Select(line => line.Message));
    }

    public static TheoryData<bool, double> Streams =>
        new() { { true, 0 }, { false, 0 }, { true, 0.97 }, { false, 0.97 } };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Server_ThatHangsAndComesBack_CostsNoFrameAndDoublesNone(bool int16, double preEmphasis)
    {
        var spec = FeatureSpecPresets.LogMel40 with { PreEmphasis = preEmphasis };
        var samples = Samples(seconds: 6);
        var server = new InMemoryFeatures();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        await using var lane = Lane(new FeatureExtraction.FeatureExtractionClient(server), loggers,
            new FeatureOptions { MessageInterval = TimeSpan.Zero });
        var sink = new CollectingSink(spec.Coefficients);
        using var stream = lane.Open(new FeatureStreamRequest(spec, 0, int16, 1000), sink);
        var second = 0;
        // Time stands still while the server is well: it is never late.
        async Task SpeakAsync(Func<Func<bool>, Task> untilAsync)
        {
            for (var at = second * 16_000; at < (second + 1) * 16_000; at += 1_600)
                stream.Write(samples.AsSpan(at, 1_600), needed: true);
            second++;
            await untilAsync(() => sink.Count >= spec.FrameCount(second * 16_000L)).WithTimeout();
        }

        await SpeakAsync(WaitAsync);
        for (var hang = 0; hang < 2; hang++)
        {
            server.IsHung = true;
            var (before, resumed) = (server.Frames, Resumed());
            await SpeakAsync(PassTimeUntilAsync);
            Assert.Equal(before, server.Frames);
            server.IsHung = false;
            await PassTimeUntilAsync(() => Resumed() > resumed).WithTimeout();
            await SpeakAsync(WaitAsync);
            Assert.True(server.Frames > before);
        }

        Assert.Null(sink.Failure);
        Assert.Equal(ResamplingFrontEnd.ExtractAll(spec, samples.AsSpan(0, second * 16_000)), sink.Frames);
    }

    [Fact]
    public async Task Server_ThatHangs_IsLeftWithinTwoSeconds()
    {
        var server = new InMemoryFeatures();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        await using var lane = Lane(new FeatureExtraction.FeatureExtractionClient(server), loggers,
            new FeatureOptions { InProcessWhenAway = false, MessageInterval = TimeSpan.Zero });
        var sink = new CollectingSink(40);
        using var stream = lane.Open(new FeatureStreamRequest(FeatureSpecPresets.LogMel40, 0, true, 1000), sink);
        stream.Write(new float[16_000], needed: true);
        await WaitAsync(() => sink.Count == 98);
        // Silence of the device is none of the server's.
        for (var step = 0; step < 100; step++)
            _timeProvider.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Empty(_logs.Lines);

        server.IsHung = true;
        stream.Write(new float[16_000], needed: true);
        await WaitAsync(() => server.Unanswered == 1);
        for (var step = 0; step < 20; step++)
            _timeProvider.Advance(TimeSpan.FromSeconds(0.1));

        await WaitAsync(() => _logs.Lines.Any(
            line => line.Message.EndsWith("it answered nothing for 1.5 s", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Streams_ThatSpeakOneAfterTheOther_ShareMessages()
    {
        const int Streams = 100;
        var interval = TimeSpan.FromMilliseconds(50);
        var server = new InMemoryFeatures();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        await using var lane = new FeatureLane(0, new FeatureExtraction.FeatureExtractionClient(server),
            new FeatureOptions { MessageInterval = interval }, new AudioInferenceMetrics(_meters),
            loggers.CreateLogger("lane"), TimeProvider.System);
        var sink = new CollectingSink(40);
        var begun = Stopwatch.GetTimestamp();

        for (uint device = 0; device < Streams; device++)
        {
            lane.Open(new FeatureStreamRequest(FeatureSpecPresets.LogMel40, 0, true, 100), sink)
                .Write(new float[1_600], needed: true);
            await Task.Delay(1);
        }
        await WaitAsync(() => sink.Count == Streams * 8);

        // The first, the greeting and the one that a rest of the interval delays; without it there were a hundred.
        Assert.InRange(server.Messages, 2, 3 + (int)(Stopwatch.GetElapsedTime(begun) / interval));
    }

    [Fact]
    public async Task Clip_ServerHangs_IsComputedHereOrUnavailable()
    {
        var client = new FeatureExtraction.FeatureExtractionClient(new InMemoryFeatures());
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        using var meters = new UnheardMeterFactory();
        var samples = Samples(1);
        foreach (var isHere in new[] { true, false })
        {
            var clips = new RemoteClips(client, new FeatureOptions { InProcessWhenAway = isHere },
                new InProcessFeatureSource(), new AudioInferenceMetrics(meters), loggers.CreateLogger("clips"),
                    _timeProvider);

            var clip = clips.ExtractAsync(FeatureSpecPresets.LogMel40, samples, CancellationToken.None).AsTask();
            await PassTimeUntilAsync(() => clip.IsCompleted).WithTimeout();

            if (isHere)
            {
                Assert.Equal(ResamplingFrontEnd.ExtractAll(FeatureSpecPresets.LogMel40, samples), await clip);
                // The next one does not wait for it again.
                var next = clips.ExtractAsync(FeatureSpecPresets.LogMel40, samples, CancellationToken.None);
                Assert.True(next.IsCompleted);
            }
            else
            {
                var failure = await Assert.ThrowsAsync<NotReadyException>(() => clip);
                Assert.Equal("FeatureExtraction does not answer; try again", failure.Message);
            }
        }
        Assert.Single(_logs.Lines);
    }

    private FeatureLane Lane(
        FeatureExtraction.FeatureExtractionClient client, ILoggerFactory loggers, FeatureOptions options) =>
        new(0, client, options, new AudioInferenceMetrics(_meters), loggers.CreateLogger("lane"), _timeProvider);

    private int Resumed() => _logs.Lines.Count(line => line.Event.Id == 2008);

    private static float[] Samples(int seconds)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, seconds * 16_000).Select(_ => random.Next(-3_000, 3_000) / 32_768f)];
    }

    private static Task WaitAsync(Func<bool> condition) => Eventually.BeAsync(condition);

    private async Task PassTimeUntilAsync(Func<bool> condition)
    {
        // Those who answer get their turn between two steps, so that time does not run away from them.
        for (; !condition(); await Task.Delay(1))
            _timeProvider.Advance(TimeSpan.FromSeconds(0.1));
    }

    private sealed class CollectingSink(int values) : IFeatureSink
    {
        private readonly List<float> _frames = [];

        public int Count
        {
            get
            {
                lock (_frames)
                    return _frames.Count / values;
            }
        }

        public float[] Frames
        {
            get
            {
                lock (_frames)
                    return [.. _frames];
            }
        }

        public Exception? Failure { get; private set; }

        public void OnFrames(ReadOnlySpan<float> frames)
        {
            lock (_frames)
                _frames.AddRange(frames);
        }

        public void OnFailed(Exception exception) => Failure = exception;
    }

    private sealed class IgnoringSink : IFeatureSink
    {
        public void OnFrames(ReadOnlySpan<float> frames)
        {
        }

        public void OnFailed(Exception exception)
        {
        }
    }

    private sealed class NobodyThere : CallInvoker
    {
        private static RpcException Away => new(new Status(StatusCode.Unavailable, "nobody there"));

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            string? host,
            CallOptions options,
            TRequest request) => throw Away;

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            string? host,
            CallOptions options,
            TRequest request) => throw Away;

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            string? host,
            CallOptions options,
            TRequest request) => throw Away;

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            string? host,
            CallOptions options) => throw Away;

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            string? host,
            CallOptions options) => throw Away;
    }
}
