using System.Diagnostics;
using System.Globalization;
using AudioInference.Streaming;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.ServiceDefaults.Errors;

namespace AudioInference.Grpc;

/// <summary>Connects one Spot call to its session: requests in, events out, until one side ends or the server drains.</summary>
/// <param name="session">The session.</param>
/// <param name="requests">After the config.</param>
/// <param name="responses">To the device.</param>
/// <param name="shared">The limits and the clock.</param>
/// <param name="logger">For what the device did wrong.</param>
/// <param name="abort">Breaks the call off: for a device that reads not even the status.</param>
internal sealed class SpotCall(
    SpotSession session,
    IAsyncStreamReader<SpotRequest> requests,
    IServerStreamWriter<SpotResponse> responses,
    SessionContext shared,
    ILogger logger,
    Action abort)
{
    private const string ResumeTrailer = "kws-resume-sample";

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="draining">Signalled when the server drains.</param>
    /// <param name="token">Signalled when the call ends.</param>
    public async Task RunAsync(CancellationToken draining, CancellationToken token)
    {
        // The call's span covers the call; without this, all that the loops do for hours would hang below it.
        Activity.Current = null;
        // The first registration runs last: when it does, nothing of the cancelled call touches it any more.
        using var ending = token.Register(() => _ended.TrySetResult());
        try
        {
            await responses.WriteAsync(SpotResponses.Started(session), token);
            await RunLoopsAsync(draining, token);
        }
        catch (StreamInterruptedException e)
        {
            throw Interrupted(e.Message, e);
        }
    }

    private async Task RunLoopsAsync(CancellationToken draining, CancellationToken token)
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = draining.Register(() => drained.TrySetResult());
        var reading = ReadAsync(token);
        var writing = WriteAsync(token);
        var first = await Task.WhenAny(reading, writing, drained.Task);
        // Whichever goes on is ended by the end of the call; what it throws then is of no interest.
        Observe(reading);
        Observe(writing);
        if (first == writing)
        {
            await writing;
        }
        else if (first == reading)
        {
            await FinishReadingAsync(reading, writing, token);
        }
        else
        {
            await session.DrainAsync(shared.Options.DrainLimit, token);
            await FinishWritingAsync(writing);
            throw Interrupted("the server is draining; reconnect and send audio from the resume sample", null);
        }
    }

    private async Task FinishReadingAsync(Task reading, Task writing, CancellationToken token)
    {
        try
        {
            await reading;
        }
        catch (Exception e)
        {
            if (e is LimitExceededException)
                AudioInferenceLog.SessionCut(logger, session.SessionId, e.Message);
            // What was decided before the fault still reaches the device.
            session.Dispose();
            await FinishWritingAsync(writing);
            throw;
        }
        await session.CompleteAsync(token);
        await FinishWritingAsync(writing);
    }

    /// <summary>
    /// The status waits behind the responses that the device left unread. It gets some time to read both;
    /// then the call is broken off, which frees what the server still holds for it.
    /// </summary>
    private async Task FinishWritingAsync(Task writing)
    {
        var limit = shared.Options.StallLimit;
        try
        {
            await writing.WaitAsync(limit, shared.Time);
        }
        catch (TimeoutException)
        {
            abort();
            await _ended.Task;
            throw new LimitExceededException("unread responses", $"some for {limit.TotalSeconds:0.#} s", $"{limit.TotalSeconds:0.#} s after the last audio");
        }
    }

    private async Task ReadAsync(CancellationToken token)
    {
        while (await requests.TryMoveNextAsync(token))
        {
            var request = requests.Current;
            if (request.BodyCase != SpotRequest.BodyOneofCase.Chunk)
                throw new InvalidRequestException("body", request.BodyCase, "chunk, after one config");
            await session.IngestAsync(request.Chunk.Pcm.Memory, request.Chunk.FirstSampleIndex, token);
        }
    }

    private async Task WriteAsync(CancellationToken token)
    {
        await foreach (var e in session.Events.ReadAllAsync(token))
        {
            await responses.WriteAsync(SpotResponses.Map(e), token);
            session.EventsWereRead();
        }
    }

    private NotReadyException Interrupted(string message, Exception? inner)
    {
        var resume = session.ResumeSample.ToString(CultureInfo.InvariantCulture);
        return new NotReadyException($"{message} ({ResumeTrailer}: {resume})", new Metadata { { ResumeTrailer, resume } }, inner);
    }

    private static void Observe(Task task) =>
        _ = task.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
