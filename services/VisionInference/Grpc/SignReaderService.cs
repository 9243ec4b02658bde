using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Grpc;

/// <summary>The service that cameras talk to.</summary>
internal sealed class SignReaderService(
    ReadSessions sessions,
    ReadContext context,
    ClassifyCalls pictures,
    ModelHost<SignModel> models,
    IDrainSignal drain) : SignReader.SignReaderBase
{
    public override async Task Read(
        IAsyncStreamReader<ReadRequest> requestStream,
        IServerStreamWriter<ReadResponse> responseStream,
        ServerCallContext call)
    {
        if (!await requestStream.MoveNext(call.CancellationToken)
            || requestStream.Current.BodyCase != ReadRequest.BodyOneofCase.Config)
            throw new InvalidRequestException("body", requestStream.Current?.BodyCase, "config, in the first message");
        var settings = ReadConfigReader.Read(requestStream.Current.Config);
        call.Caller().CheckDevice("config.device_id", settings.DeviceId);
        using var place = sessions.Enter(call, settings.DeviceId);
        call.ExpectData();
        using var session = sessions.Open(settings);
        context.Metrics.StreamOpened();
        VisionInferenceLog.SessionBegan(context.Logger, session.Id, settings.DeviceId, session.Model.Version);
        var read = new ReadCall(session, requestStream, responseStream, sessions.IdleLimit, context);
        var streaming = new StreamingCall(call, drain, context.Streams.StallLimit, context.Time);
        await CallOutcome.ReportAsync(
            () => streaming.RunAsync(read), outcome => Ended(session, outcome), call.CancellationToken);
    }

    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext call) =>
        pictures.ClassifyAsync(request, call.CancellationToken);

    public override Task<DescribeModelResponse> DescribeModel(DescribeModelRequest request, ServerCallContext call)
    {
        var model = models.Current.Manifest;
        return Task.FromResult(new DescribeModelResponse
        {
            Name = model.Name,
            Version = model.Version,
            WidthPixels = model.Image!.WidthPixels,
            HeightPixels = model.Image.HeightPixels,
            ManifestJson = model.Json,
            Labels = { model.Labels },
        });
    }

    private void Ended(ReadSession session, string outcome)
    {
        context.Metrics.StreamEnded(outcome);
        VisionInferenceLog.SessionEnded(context.Logger, session.Id, outcome);
    }
}
