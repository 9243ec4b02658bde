using System.Diagnostics;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Streaming;
using Kws.Models;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Grpc;

/// <summary>The service that devices talk to.</summary>
internal sealed class KeywordSpotterService(
    SpotSessions sessions,
    SessionContext shared,
    ClipCalls clips,
    ModelHost<KeywordModel> models,
    IDrainSignal drain,
    ILogger<KeywordSpotterService> logger) : KeywordSpotter.KeywordSpotterBase
{
    public override async Task Spot(
        IAsyncStreamReader<SpotRequest> requestStream,
        IServerStreamWriter<SpotResponse> responseStream,
        ServerCallContext call)
    {
        if (!await requestStream.MoveNext(call.CancellationToken)
            || requestStream.Current.BodyCase != SpotRequest.BodyOneofCase.Config)
            throw new InvalidRequestException("body", requestStream.Current?.BodyCase, "config, in the first message");
        var settings = SpotConfigReader.Read(requestStream.Current.Config);
        call.Caller().CheckDevice("config.device_id", settings.DeviceId);
        using var place = sessions.Enter(call, settings.DeviceId);
        call.ExpectData();
        using var session = sessions.Open(settings);
        call.Bytes().Hold(session.HeldBytes);
        using var admitted = shared.Admission.Add(session);
        Activity.Current?.SetTag("kws.device", settings.DeviceId);
        Began(session);
        var spot = new SpotCall(session, requestStream, responseStream, shared.Options.DrainLimit,
            sessions.IdleLimit, logger);
        var streaming = new StreamingCall(call, drain, shared.Options.StallLimit, shared.Time);
        await CallOutcome.ReportAsync(
            () => spot.RunAsync(streaming), outcome => Ended(session, outcome), call.CancellationToken);
    }

    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext call) =>
        clips.ClassifyAsync(request, call.Bytes(), call.CancellationToken);

    public override Task ClassifyMany(
        IAsyncStreamReader<ClassifyManyRequest> requestStream,
        IServerStreamWriter<ClassifyManyResponse> responseStream,
        ServerCallContext call) =>
        clips.ClassifyManyAsync(requestStream, responseStream, call.Bytes(), call.CancellationToken);

    public override Task<DescribeModelResponse> DescribeModel(DescribeModelRequest request, ServerCallContext call)
    {
        var model = models.Current;
        var plan = model.Plan();
        var response = new DescribeModelResponse
        {
            Name = model.Name,
            Version = model.Version,
            FeaturesSha256 = model.FeaturesSha256,
            FeaturesCanonicalJson = model.FeatureSpec.ToCanonicalJson(),
            ManifestJson = model.Manifest.Json,
            SampleRateHz = model.FeatureSpec.SampleRateHz,
            Labels = { model.Labels },
            Keywords = { model.Keywords },
        };
        foreach (var keyword in plan.Keywords)
            response.Thresholds.Add(model.Labels[keyword], plan.Threshold(keyword));
        return Task.FromResult(response);
    }

    private void Began(SpotSession session)
    {
        shared.Metrics.StreamOpened();
        AudioInferenceLog.SessionBegan(
            logger, session.SessionId, session.Settings.DeviceId, session.AcceptedSample, session.Model.Version);
    }

    private void Ended(SpotSession session, string outcome)
    {
        shared.Metrics.StreamEnded(outcome);
        AudioInferenceLog.SessionEnded(logger, session.SessionId, outcome);
    }
}
