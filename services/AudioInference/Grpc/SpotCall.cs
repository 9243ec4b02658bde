using System.Globalization;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Streaming;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Grpc;

/// <summary>Connects one Spot call to its session: requests in, events out.</summary>
/// <param name="session">The session.</param>
/// <param name="requests">After the config.</param>
/// <param name="responses">To the device.</param>
/// <param name="drainLimit">How long the session may decide what it received when the server drains.</param>
/// <param name="idleLimit">How long the device may send nothing, to be told to it.</param>
/// <param name="logger">For what the device did wrong.</param>
internal sealed class SpotCall(
    SpotSession session,
    IAsyncStreamReader<SpotRequest> requests,
    IServerStreamWriter<SpotResponse> responses,
    TimeSpan drainLimit,
    TimeSpan idleLimit,
    ILogger logger) : ICallSides
{
    private const string ResumeTrailer = "kws-resume-sample";

    /// <exception cref="OverloadedException">There is no headroom for the session after all.</exception>
    /// <exception cref="NotReadyException">The session cannot go on here; its trailer says from which sample
    /// on.</exception>
    public async Task RunAsync(StreamingCall call)
    {
        try
        {
            await call.RunAsync(this);
        }
        catch (StreamInterruptedException e)
        {
            throw Interrupted(e.Message, e);
        }
        catch (OverloadedException e)
        {
            throw e.With(Resume());
        }
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await requests.MoveNext(cancellationToken))
        {
            var request = requests.Current;
            if (request.BodyCase != SpotRequest.BodyOneofCase.Chunk)
                throw new InvalidRequestException("body", request.BodyCase, "chunk, after one config");
            await session.IngestAsync(request.Chunk.Pcm.Memory, request.Chunk.FirstSampleIndex, cancellationToken);
        }
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await responses.WriteAsync(SpotResponses.Started(session, idleLimit), cancellationToken);
        await foreach (var e in session.Events.ReadAllAsync(cancellationToken))
        {
            await responses.WriteAsync(SpotResponses.Map(e), cancellationToken);
            session.EventsWereRead();
        }
    }

    public Task FinishAsync(CancellationToken cancellationToken) => session.CompleteAsync(cancellationToken);

    public async Task<Exception> DrainAsync(string reason, CancellationToken cancellationToken)
    {
        await session.DrainAsync(drainLimit, cancellationToken);
        return Interrupted($"{reason}; reconnect and send audio from the resume sample", null);
    }

    public void Abandon(Exception? fault)
    {
        if (fault is LimitExceededException)
            AudioInferenceLog.SessionCut(logger, session.SessionId, fault.Message);
        session.Dispose();
    }

    private NotReadyException Interrupted(string message, Exception? inner)
    {
        var resume = Resume();
        return new NotReadyException($"{message} ({ResumeTrailer}: {resume[0].Value})", resume, inner);
    }

    private Metadata Resume() => new()
    {
        { ResumeTrailer, session.ResumeSample.ToString(CultureInfo.InvariantCulture) },
    };
}
