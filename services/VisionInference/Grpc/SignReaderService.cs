using Grpc.Core;
using Kws.Models;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using VisionInference.Models;
using VisionInference.Streaming;

namespace VisionInference.Grpc;

/// <summary>The service that cameras talk to.</summary>
internal sealed class SignReaderService(
    SessionRegistry sessions,
    SessionContext context,
    ClassifyCalls pictures,
    SignModelHost models,
    IDrainSignal drain) : SignReader.SignReaderBase
{
    public override async Task Read(IAsyncStreamReader<ReadRequest> requestStream, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext call)
    {
        CancellationToken token = call.CancellationToken;
        if (!await requestStream.MoveNext(token) || requestStream.Current.BodyCase != ReadRequest.BodyOneofCase.Config)
            throw new InvalidRequestException("body", requestStream.Current?.BodyCase, "config, in the first message");
        ReadSession session = sessions.Open(ReadConfigReader.Read(requestStream.Current.Config));
        string outcome = "failed";
        try
        {
            await new ReadCall(session, requestStream, responseStream, context).RunAsync(drain.Draining, token);
            outcome = "completed";
        }
        catch (Exception e)
        {
            outcome = OutcomeOf(e, token);
            if (outcome == "cut")
                VisionInferenceLog.SessionCut(context.Logger, session.Id, e.Message);
            throw;
        }
        finally
        {
            sessions.Close(session, outcome);
        }
    }

    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext call) =>
        pictures.ClassifyAsync(request, call.CancellationToken);

    public override Task<DescribeModelResponse> DescribeModel(DescribeModelRequest request, ServerCallContext call)
    {
        ModelManifest model = models.Manifest;
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

    private static string OutcomeOf(Exception exception, CancellationToken token) => exception switch
    {
        _ when token.IsCancellationRequested => "cancelled",
        RpcException { StatusCode: StatusCode.Cancelled } => "cancelled",
        NotReadyException => "interrupted",
        LimitExceededException => "cut",
        ArgumentException => "refused",
        _ => "failed",
    };
}
