using Google.Protobuf.WellKnownTypes;
using Kws.Audio.V1;
using Kws.AudioInference.Streaming;

namespace Kws.AudioInference.Grpc;

/// <summary>Session events as messages.</summary>
internal static class SpotResponses
{
    public static SpotResponse Started(SpotSession session, TimeSpan idleLimit) => new()
    {
        Started = new Started
        {
            SessionId = session.SessionId,
            ModelName = session.Model.Name,
            ModelVersion = session.Model.Version,
            AcceptedSample = session.AcceptedSample,
            RecordingId = session.Settings.RecordingId,
            StrideSamples = session.StrideSamples,
            WindowSamples = session.WindowSamples,
            IdleLimit = Duration.FromTimeSpan(idleLimit),
        },
    };

    public static SpotResponse Map(SpotEvent e) => e switch
    {
        KeywordSpotted keyword => new SpotResponse { Keyword = Map(keyword) },
        KeywordNearlySpotted miss => new SpotResponse { NearMiss = Map(miss) },
        AudioAcknowledged ack => new SpotResponse
        {
            Acknowledged = new Acknowledged { ProcessedSample = ack.ProcessedSample, ResumeSample = ack.ResumeSample },
        },
        DecisionScored scored => new SpotResponse
        {
            Scores = new Scores { DecidedSample = scored.DecidedSample, Posteriors = { scored.Posteriors } },
        },
        _ => throw new ArgumentException($"no message for {e.GetType().Name}", nameof(e)),
    };

    private static Keyword Map(KeywordSpotted keyword) => new()
    {
        Id = keyword.Id,
        Label = keyword.Label,
        Confidence = keyword.Confidence,
        StartSample = keyword.StartSample,
        EndSample = keyword.EndSample,
        DecidedSample = keyword.DecidedSample,
        ModelVersion = keyword.ModelVersion,
        ServerDelay = Duration.FromTimeSpan(keyword.ServerDelay),
    };

    private static NearMiss Map(KeywordNearlySpotted miss) => new()
    {
        Label = miss.Label,
        Score = miss.Score,
        Threshold = miss.Threshold,
        Rival = miss.Rival,
        RivalScore = miss.RivalScore,
        StartSample = miss.StartSample,
        EndSample = miss.EndSample,
    };
}
