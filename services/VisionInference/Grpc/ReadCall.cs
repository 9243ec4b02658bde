using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Grpc;

/// <summary>Ties one Read call to its session: frames in, events and speech out.</summary>
internal sealed class ReadCall(
    ReadSession session,
    IAsyncStreamReader<ReadRequest> requests,
    IServerStreamWriter<ReadResponse> responses,
    TimeSpan idleLimit,
    ReadContext context) : ICallSides
{
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken))
        {
            if (requests.Current.BodyCase != ReadRequest.BodyOneofCase.Frame)
                throw new InvalidRequestException("body", requests.Current.BodyCase, "frame, after one config");
            var frame = requests.Current.Frame;
            var captured = ReadConfigReader.Time("frame.captured", frame.Captured);
            await session.AddFrameAsync(ImageReader.Read("frame.image", frame.Image), captured, cancellationToken);
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await responses.WriteAsync(ReadResponses.Started(session, idleLimit), cancellationToken);
        await foreach (var e in session.Outbox.Reader.ReadAllAsync(cancellationToken))
            await responses.WriteAsync(ReadResponses.Map(e), cancellationToken);
    }

    public Task FinishAsync(CancellationToken cancellationToken) => session.FinishAsync(cancellationToken);

    // A word that is begun would be read as two.
    public bool CanMove => !session.HasWordInProgress;

    public async Task<Exception> DrainAsync(string reason, CancellationToken cancellationToken)
    {
        await session.FinishAsync(cancellationToken);
        return new NotReadyException($"{reason}; reconnect and send frames again");
    }

    public void Abandon(Exception? fault)
    {
        if (fault is LimitExceededException)
            VisionInferenceLog.SessionCut(context.Logger, session.Id, fault.Message);
        session.Dispose();
    }

    // A device may stop sending while nothing moves: then the clock here ends the word.
    private async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        var next = requests.MoveNext(cancellationToken);
        if (!next.IsCompleted && session.HasWordInProgress)
        {
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(session.WordPause, context.Time, waited.Token);
            if (await Task.WhenAny(next, pause) == pause && pause.IsCompletedSuccessfully)
                await session.EndWordAsync(cancellationToken);
            await waited.CancelAsync();
        }
        return await next;
    }
}
