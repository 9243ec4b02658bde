using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Text;

namespace Kws.Tts.Engines.Espeak;

/// <summary>How a worker stands after a job.</summary>
internal enum WorkerState
{
    /// <summary>It can take a job, at once or when it has stopped the last one.</summary>
    Usable,

    /// <summary>Its process ended by itself, as after a fault of the library.</summary>
    Crashed,

    /// <summary>Its process was ended from outside.</summary>
    Ended,

    /// <summary>It did not get on for too long.</summary>
    Hung,
}

/// <summary>
/// The service's side of one worker process. Speaks one job at a time. One loop reads its frames as long as it lives,
/// so a job that is left early costs nothing: what is still said about it is read and forgotten.
/// </summary>
internal sealed class EspeakWorker : IAsyncDisposable
{
    /// <summary>Longest time without a sign of progress, in a job and after its cancellation.</summary>
    public static readonly TimeSpan ProgressLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private readonly WorkerProcess _process;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource<WorkerHello> _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private volatile WorkerJob _job = WorkerJob.None;
    private volatile TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _number;

    private EspeakWorker(WorkerProcess process, TimeProvider timeProvider)
    {
        _process = process;
        _timeProvider = timeProvider;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>What the worker said at its start.</summary>
    public WorkerHello Hello { get; private set; } = new(0, new EspeakVoiceList([], []));

    /// <summary>Whether it can take another job.</summary>
    public WorkerState State { get; private set; }

    /// <summary>Whether the process is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The process's number.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <exception cref="EngineUnavailableException">It did not start; the message says what is missing.</exception>
    public static async Task<EspeakWorker> StartAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var worker = new EspeakWorker(WorkerProcess.Start(), timeProvider);
        try
        {
            worker.Hello = await worker._hello.Task.WaitAsync(StartLimit, timeProvider, cancellationToken);
            return worker;
        }
        catch (Exception exception)
        {
            await worker.DisposeAsync();
            if (exception is TimeoutException)
                throw new EngineUnavailableException(
                    $"the speech worker was not ready within {StartLimit.TotalSeconds} s", exception);
            throw;
        }
    }

    /// <summary>Speaks a job. Ending the enumeration early stops it; <see cref="SettleAsync"/> then waits until the
    /// worker is ready again.</summary>
    /// <exception cref="EngineUnavailableException">The process died or hangs, or the library failed.</exception>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var document = job.IsSsml ? EspeakMarkup.Write(job) : null;
        var text = document?.Text.Text ?? job.Text;
        var current = _job = new WorkerJob(++_number, document, text);
        var pauses = new PauseStage(Hello.SampleRateHz, document?.PausesMs ?? []);
        try
        {
            await SendAsync(WorkerFrameKind.Speak, JsonSerializer.SerializeToUtf8Bytes(job with { Text = text }));
            while (await HasPartAsync(current, cancellationToken))
                while (current.Parts.Reader.TryRead(out var part))
                    foreach (var ready in pauses.Push(part))
                        yield return ready;
            foreach (var ready in pauses.Finish())
                yield return ready;
        }
        finally
        {
            current.IsLeft = true;
        }
    }

    /// <summary>Stops the job if it still runs, and waits until the worker is ready again or given up.</summary>
    public async Task SettleAsync()
    {
        if (State != WorkerState.Usable)
            return;
        try
        {
            if (!_job.Ended.IsCompleted)
                await SendAsync(WorkerFrameKind.Cancel, []);
            await _job.Ended.WaitAsync(ProgressLimit, _timeProvider);
        }
        catch (EngineUnavailableException)
        {
            // The state says what happened.
        }
        catch (TimeoutException)
        {
            State = WorkerState.Hung;
        }
    }

    /// <summary>Whether it answers; for a worker without a job.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        _answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await SendAsync(WorkerFrameKind.Ping, []);
            await _answer.Task.WaitAsync(AnswerLimit, _timeProvider, cancellationToken);
            return true;
        }
        catch (EngineUnavailableException)
        {
            if (State == WorkerState.Usable)
                State = WorkerState.Ended;
            return false;
        }
        catch (TimeoutException)
        {
            State = WorkerState.Hung;
            return false;
        }
    }

    /// <summary>Ends the process: at once when it hangs, else as soon as it sees that nobody writes to it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.EndAsync(State != WorkerState.Usable);
        await _reading;
        _process.Dispose();
    }

    private async Task<bool> HasPartAsync(WorkerJob job, CancellationToken cancellationToken)
    {
        try
        {
            return await job.Parts.Reader.WaitToReadAsync(cancellationToken)
                .AsTask().WaitAsync(ProgressLimit, _timeProvider, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            State = WorkerState.Hung;
            throw new EngineUnavailableException(
                $"the speech worker said nothing for {ProgressLimit.TotalSeconds} s", exception);
        }
    }

    private async Task SendAsync(WorkerFrameKind kind, byte[] payload)
    {
        try
        {
            await WorkerFrame.WriteAsync(_process.Input, kind, _number, payload, CancellationToken.None)
                .WaitAsync(ProgressLimit, _timeProvider);
        }
        catch (IOException exception)
        {
            throw new EngineUnavailableException("the speech worker ended", exception);
        }
        catch (TimeoutException exception)
        {
            State = WorkerState.Hung;
            throw new EngineUnavailableException("the speech worker does not read", exception);
        }
    }

    // Ends with the process; never throws.
    private async Task ReadAsync()
    {
        try
        {
            while (await WorkerFrame.ReadAsync(_process.Output, CancellationToken.None) is { } frame)
                Take(frame);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException)
        {
            // What cannot be read is as good as ended.
        }
        var fault = await _process.FaultAsync();
        if (State == WorkerState.Usable)
            State = _process.WasEndedFromOutside ? WorkerState.Ended : WorkerState.Crashed;
        var ended = new EngineUnavailableException("the speech worker ended while it spoke");
        _job.Fail(ended);
        _answer.TrySetException(ended);
        _ = _answer.Task.Exception;
        _hello.TrySetException(new EngineUnavailableException(
            $"espeak-ng cannot be used ({Printable.Text(fault, 200)}): install libespeak-ng1 and espeak-ng-data"));
        _ = _hello.Task.Exception;
    }

    private void Take(WorkerFrame frame)
    {
        var job = _job;
        if (frame.Kind == WorkerFrameKind.Hello)
            _hello.TrySetResult(JsonSerializer.Deserialize<WorkerHello>(frame.Payload)!);
        else if (frame.Kind == WorkerFrameKind.Ping)
            _answer.TrySetResult();
        else if (frame.Job == job.Number)
            job.Take(frame);
    }

    // One job as the reading loop sees it.
    private sealed class WorkerJob(int number, EspeakDocument? document, string text)
    {
        public static readonly WorkerJob None = MakeEnded();

        private readonly TextPositions _positions = new(text);
        private bool _isLeft;
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Number => number;

        // What comes is taken at once by the request, or left: so it needs no bound of its own.
        public Channel<SpeechPart> Parts { get; } =
            Channel.CreateUnbounded<SpeechPart>(new() { SingleReader = true, SingleWriter = true });

        /// <summary>Whether nobody takes its parts any more.</summary>
        public bool IsLeft
        {
            get => Volatile.Read(ref _isLeft);
            set => Volatile.Write(ref _isLeft, value);
        }

        public Task Ended => _ended.Task;

        public void Take(WorkerFrame frame)
        {
            switch (frame.Kind)
            {
                // Ended first: who has seen the last part finds the worker ready, and does not cancel what is over.
                case WorkerFrameKind.End:
                    _ended.TrySetResult();
                    Parts.Writer.TryComplete();
                    break;
                case WorkerFrameKind.Failed:
                    _ended.TrySetResult();
                    Parts.Writer.TryComplete(new EngineUnavailableException(Encoding.UTF8.GetString(frame.Payload)));
                    break;
                default:
                    if (!IsLeft && ToPart(frame) is { } part)
                        Parts.Writer.TryWrite(part);
                    break;
            }
        }

        public void Fail(EngineUnavailableException exception)
        {
            _ended.TrySetException(exception);
            _ = _ended.Task.Exception;
            Parts.Writer.TryComplete(exception);
        }

        private static WorkerJob MakeEnded()
        {
            var none = new WorkerJob(0, null, "");
            none._ended.SetResult();
            return none;
        }

        private SpeechPart? ToPart(WorkerFrame frame) => frame.Kind switch
        {
            WorkerFrameKind.Audio => new SpeechAudio(MemoryMarshal.Cast<byte, short>(frame.Payload).ToArray()),
            WorkerFrameKind.Pause => new SpeechPause(BinaryPrimitives.ReadInt64LittleEndian(frame.Payload)),
            WorkerFrameKind.Mark => ReadMark(frame.Payload),
            _ => null,
        };

        // Null for a mark of the library that points at no character.
        private SpeechMark? ReadMark(byte[] payload)
        {
            (var offset, var length) = _positions.ToUtf16(
                BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(8)),
                BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(12)));
            var place = document?.Text.Locate(offset, length) ?? new TextSpan(offset, offset + length);
            return place.End > place.Start
                ? new SpeechMark(BinaryPrimitives.ReadInt64LittleEndian(payload), place.Start, place.End - place.Start)
                : null;
        }
    }
}
