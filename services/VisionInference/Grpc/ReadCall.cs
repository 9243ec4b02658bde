using System.Diagnostics;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using VisionInference.Streaming;

namespace VisionInference.Grpc;

/// <summary>Ties one Read call to its session: frames in, events out, until one side ends or the server drains.</summary>
internal sealed class ReadCall(
    ReadSession session,
    IAsyncStreamReader<ReadRequest> requests,
    IServerStreamWriter<ReadResponse> responses,
    SessionContext context)
{
    // What was read before a fault still reaches a device that reads.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <param name="draining">Signalled when the server drains.</param>
    /// <param name="token">Signalled when the call ends.</param>
    /// <exception cref="NotReadyException">The server drains.</exception>
    public async Task RunAsync(CancellationToken draining, CancellationToken token)
    {
        // The call's span covers the call; without this, all that the loops do for hours would hang below it.
        Activity.Current = null;
        await responses.WriteAsync(ReadResponses.Started(session), token);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        // Not ended with the others: to cancel a write is to reset the stream, and the status would not arrive.
        Task writing = WriteAsync(token);
        Task speaking = session.Speaker.RunAsync(ended.Token);
        Task<bool> reading = ReadAsync(draining, ended.Token);
        try
        {
            bool isDrained = await ReadToEndAsync(reading, writing, speaking);
            await session.EndWordAsync(token);
            session.Speaker.Complete();
            await await Task.WhenAny(speaking, writing);
            session.Outbox.Complete();
            await FinishWritingAsync(writing);
            if (isDrained)
                throw new NotReadyException("the server is draining; reconnect and send frames again");
        }
        catch (Exception e) when (e is not NotReadyException)
        {
            session.Outbox.Complete();
            await Task.WhenAny(writing, Task.Delay(LastWords, token));
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(speaking, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Observe(writing);
        }
    }

    // A device that stopped reading, or a fault of the speech loop, ends the call while frames still come.
    private static async Task<bool> ReadToEndAsync(Task<bool> reading, Task writing, Task speaking)
    {
        Task first = await Task.WhenAny(reading, writing, speaking);
        await first;
        return await reading;
    }

    private async Task<bool> ReadAsync(CancellationToken draining, CancellationToken token)
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = draining.Register(drained.SetResult);
        while (true)
        {
            Task<bool> next = NextAsync(token);
            await EndWordInPauseAsync(next, drained.Task, token);
            await Task.WhenAny(next, drained.Task);
            if (drained.Task.IsCompleted)
            {
                Observe(next);
                return true;
            }
            if (!await next)
                return false;
            if (requests.Current.BodyCase != ReadRequest.BodyOneofCase.Frame)
                throw new InvalidRequestException("body", requests.Current.BodyCase, "frame, after one config");
            Frame frame = requests.Current.Frame;
            await session.AddFrameAsync(ImageReader.Read("frame.image", frame.Image), ReadConfigReader.Time("frame.captured", frame.Captured), token);
        }
    }

    // A device that vanishes resets its stream, which may show here before it shows as the call's cancellation.
    private async Task<bool> NextAsync(CancellationToken token)
    {
        try
        {
            return await requests.MoveNext(token);
        }
        catch (IOException e)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the device broke the call off", e));
        }
    }

    // A device may stop sending while nothing moves: then the clock here ends the word.
    private async Task EndWordInPauseAsync(Task next, Task drained, CancellationToken token)
    {
        if (next.IsCompleted || !session.HasWordInProgress)
            return;
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task pause = Task.Delay(session.WordPause, context.Time, waited.Token);
        if (await Task.WhenAny(next, drained, pause) == pause)
            await session.EndWordAsync(token);
        await waited.CancelAsync();
    }

    private async Task WriteAsync(CancellationToken token)
    {
        await foreach (ReadEvent e in session.Outbox.Reader.ReadAllAsync(token))
            await responses.WriteAsync(ReadResponses.Map(e), token);
    }

    private async Task FinishWritingAsync(Task writing)
    {
        try
        {
            await writing.WaitAsync(context.Streams.StallLimit, context.Time);
        }
        catch (TimeoutException)
        {
            throw new LimitExceededException("unread responses", $"some for {context.Streams.StallLimit.TotalSeconds:0.#} s", $"{context.Streams.StallLimit.TotalSeconds:0.#} s after the last frame");
        }
    }

    private static void Observe(Task task) =>
        _ = task.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
