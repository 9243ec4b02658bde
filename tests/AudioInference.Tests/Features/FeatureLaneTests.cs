using Grpc.Core;
using Kws.AudioInference.Features;
using Kws.AudioInference.Features.Grpc;
using Kws.Features;
using Kws.Features.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kws.AudioInference.Tests.Features;

public sealed class FeatureLaneTests
{
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly RecordingLoggerProvider _logs = new();

    [Fact]
    public async Task Call_ThatNeverOpens_IsTriedAgainAfterPausesThatDoubleUpToTwoSeconds()
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        var client = new FeatureExtraction.FeatureExtractionClient(new NobodyThere());
        await using var lane = new FeatureLane(0, client, loggers.CreateLogger("lane"), _timeProvider);
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

    private async Task PassTimeUntilAsync(Func<bool> condition)
    {
        for (; !condition(); await Task.Yield())
            _timeProvider.Advance(TimeSpan.FromSeconds(0.1));
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
