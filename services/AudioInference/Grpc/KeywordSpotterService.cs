using System.Diagnostics;
using AudioInference.Models;
using AudioInference.Streaming;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;

namespace AudioInference.Grpc;

/// <summary>The service that devices talk to.</summary>
public sealed class KeywordSpotterService(
    SessionRegistry sessions,
    SessionContext shared,
    ClipCalls clips,
    KeywordModelHost models,
    IDrainSignal drain,
    ILogger<KeywordSpotterService> logger) : KeywordSpotter.KeywordSpotterBase
{
    public override async Task Spot(IAsyncStreamReader<SpotRequest> requestStream, IServerStreamWriter<SpotResponse> responseStream, ServerCallContext call)
    {
        var token = call.CancellationToken;
        if (!await requestStream.TryMoveNextAsync(token) || requestStream.Current.BodyCase != SpotRequest.BodyOneofCase.Config)
            throw new InvalidRequestException("body", requestStream.Current?.BodyCase, "config, in the first message");
        var session = sessions.OpenSession(SpotConfigReader.Read(requestStream.Current.Config));
        var outcome = "failed";
        Activity.Current?.SetTag("kws.device", session.Settings.DeviceId);
        shared.Metrics.StreamOpened();
        AudioInferenceLog.SessionBegan(logger, session.SessionId, session.Settings.DeviceId, session.AcceptedSample, session.Model.Version);
        try
        {
            await new SpotCall(session, requestStream, responseStream, shared, logger, call.GetHttpContext().Abort).RunAsync(drain.Draining, token);
            outcome = "completed";
        }
        catch (Exception e)
        {
            outcome = OutcomeOf(e, token);
            throw;
        }
        finally
        {
            sessions.Close(session);
            shared.Metrics.StreamEnded(outcome);
            AudioInferenceLog.SessionEnded(logger, session.SessionId, outcome);
        }
    }

    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext call) =>
        clips.ClassifyAsync(request, call.CancellationToken);

    public override Task ClassifyMany(IAsyncStreamReader<ClassifyManyRequest> requestStream, IServerStreamWriter<ClassifyManyResponse> responseStream, ServerCallContext call) =>
        clips.ClassifyManyAsync(requestStream, responseStream, call.CancellationToken);

    public override Task<DescribeModelResponse> DescribeModel(DescribeModelRequest request, ServerCallContext call)
    {
        var model = models.Profile;
        var plan = model.PlanFor(new Dictionary<string, float?>());
        var response = new DescribeModelResponse
        {
            Name = model.Name,
            Version = model.Version,
            FeaturesSha256 = model.FeaturesSha256,
            FeaturesCanonicalJson = model.Features.ToCanonicalJson(),
            ManifestJson = model.ManifestJson,
            SampleRateHz = model.Features.SampleRateHz,
            Labels = { model.Labels },
            Keywords = { model.Keywords },
        };
        foreach (var keyword in plan.Keywords)
            response.Thresholds.Add(model.Labels[keyword], plan.Threshold(keyword));
        return Task.FromResult(response);
    }

    private static string OutcomeOf(Exception exception, CancellationToken token) => exception switch
    {
        LimitExceededException => "cut",
        RpcException { StatusCode: StatusCode.Cancelled } => "cancelled",
        _ when token.IsCancellationRequested => "cancelled",
        NotReadyException => "interrupted",
        ArgumentException => "refused",
        _ => "failed",
    };
}
