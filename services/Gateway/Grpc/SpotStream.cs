using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.Audio.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Audio to the keyword spotter, and what it hears. One sender and one reader at a time.</summary>
/// <remarks>Acknowledgements are always asked for: they tell where a client resumes whose stream breaks.</remarks>
internal sealed class SpotStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<SpotRequest, SpotResponse> _call;
    private readonly SpotSettings _settings;
    private readonly int _sampleBytes;
    private long _sentSamples;

    private SpotStream(AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call, SpotSettings settings)
    {
        _call = call;
        _settings = settings;
        _sampleBytes = PcmDecoder.BytesPerSample(settings.Encoding);
        ResumeSample = settings.ResumeSample;
    }

    /// <summary>Where audio resumes if the stream breaks now, so that no word is lost.</summary>
    public long ResumeSample { get; private set; }

    /// <summary>Opens a stream; whether the service takes it, the events tell.</summary>
    /// <param name="client">Of the service.</param>
    /// <param name="settings">How to listen.</param>
    /// <param name="headers">For whom: <see cref="CallerHeaders"/>.</param>
    /// <param name="cancellationToken">Breaks the stream off.</param>
    public static async Task<SpotStream> OpenAsync(
        KeywordSpotter.KeywordSpotterClient client,
        SpotSettings settings,
        Metadata headers,
        CancellationToken cancellationToken)
    {
        var stream = new SpotStream(client.Spot(headers, cancellationToken: cancellationToken), settings);
        await stream.SendAsync(new SpotRequest { Config = ConfigOf(settings) });
        return stream;
    }

    /// <summary>Sends the audio that follows; waits while the service takes none.</summary>
    /// <param name="pcm">Whole samples, at most 1 s. Not used after the task has ended.</param>
    /// <returns>Whether the stream goes on; if not, the events tell why.</returns>
    public Task<bool> SendAsync(ReadOnlySpan<byte> pcm)
    {
        var chunk = new AudioChunk
        {
            Pcm = ByteString.CopyFrom(pcm),
            FirstSampleIndex = _settings.ResumeSample + _sentSamples,
        };
        _sentSamples += pcm.Length / _sampleBytes;
        return SendAsync(new SpotRequest { Chunk = chunk });
    }

    /// <summary>No more audio comes; the last events follow.</summary>
    public Task CompleteAsync() => StreamEnds.IgnoreAsync(_call.RequestStream.CompleteAsync());

    /// <summary>The events up to the end of the stream.</summary>
    /// <exception cref="RpcException">The service ended the stream, or it broke.</exception>
    public async IAsyncEnumerable<SpotEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _call.ResponseStream.MoveNext(cancellationToken))
        {
            if (Map(_call.ResponseStream.Current) is not { } told)
                continue;
            if (told is AudioAcknowledged acknowledged)
                ResumeSample = acknowledged.ResumeSample;
            yield return told;
        }
    }

    public void Dispose() => _call.Dispose();

    private Task<bool> SendAsync(SpotRequest request) =>
        StreamEnds.IgnoreAsync(_call.RequestStream.WriteAsync(request));

    private static SpotConfig ConfigOf(SpotSettings settings)
    {
        var config = new SpotConfig
        {
            DeviceId = settings.DeviceId,
            SampleRateHz = settings.SampleRateHz,
            Encoding = settings.Encoding switch
            {
                PcmEncoding.S16Le => Encoding.S16Le,
                PcmEncoding.F32Le => Encoding.F32Le,
                _ => Encoding.Mulaw,
            },
            RecordingId = settings.RecordingId,
            ResumeSample = settings.ResumeSample,
            Isolation = IsolationOf(settings.Isolation),
            Responses = { ResponseKind.Acknowledged },
        };
        if (settings.WantsNearMisses)
            config.Responses.Add(ResponseKind.NearMiss);
        if (settings.WantsScores)
            config.Responses.Add(ResponseKind.Scores);
        foreach (var keyword in settings.Keywords)
        {
            var choice = new KeywordChoice { Label = keyword.Label, Isolation = IsolationOf(keyword.Isolation) };
            if (keyword.Threshold is { } score)
                choice.Threshold = score;
            config.Keywords.Add(choice);
        }
        return config;
    }

    private static Isolation IsolationOf(WordIsolation? isolation) => isolation switch
    {
        WordIsolation.Required => Isolation.Required,
        WordIsolation.Preferred => Isolation.Preferred,
        WordIsolation.Off => Isolation.Off,
        _ => Isolation.Unspecified,
    };

    private static SpotEvent? Map(SpotResponse response) => response.BodyCase switch
    {
        SpotResponse.BodyOneofCase.Started => Map(response.Started),
        SpotResponse.BodyOneofCase.Keyword => Map(response.Keyword),
        SpotResponse.BodyOneofCase.NearMiss => Map(response.NearMiss),
        SpotResponse.BodyOneofCase.Acknowledged => new AudioAcknowledged(
            response.Acknowledged.ProcessedSample, response.Acknowledged.ResumeSample),
        SpotResponse.BodyOneofCase.Scores => new ScoresTold(
            response.Scores.DecidedSample, response.Scores.Posteriors),
        // One that is newer than this gateway.
        _ => null,
    };

    private static SpotStarted Map(Started started) => new(
        started.SessionId, started.ModelName, started.ModelVersion, started.AcceptedSample, started.RecordingId,
        started.StrideSamples, started.WindowSamples, started.IdleLimit.ToTimeSpan().TotalSeconds);

    private static KeywordHeard Map(Keyword keyword) => new(
        keyword.Id, keyword.Label, keyword.Confidence, keyword.StartSample, keyword.EndSample, keyword.DecidedSample,
        keyword.ModelVersion, keyword.ServerDelay.ToTimeSpan().TotalMilliseconds);

    private static NearMissHeard Map(NearMiss miss) => new(
        miss.Label, miss.Score, miss.Threshold, miss.Rival, miss.RivalScore, miss.StartSample, miss.EndSample);
}
