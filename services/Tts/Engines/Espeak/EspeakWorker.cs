using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Kws.Tts.Engines.Espeak;

/// <summary>The service's side of one worker process. Speaks one job at a time.</summary>
internal sealed class EspeakWorker : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stream _toWorker;
    private readonly Stream _fromWorker;
    private int _job;

    private EspeakWorker(Process process)
    {
        _process = process;
        _toWorker = process.StandardInput.BaseStream;
        _fromWorker = process.StandardOutput.BaseStream;
    }

    /// <summary>What the worker said at its start.</summary>
    public WorkerHello Hello { get; private set; } = new(0, new EspeakVoiceList([], []));

    /// <summary>Whether it can take another job.</summary>
    public bool IsHealthy { get; private set; } = true;

    /// <summary>Whether the process is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The process's number.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <exception cref="EngineUnavailableException">It did not start; the message says what is missing.</exception>
    public static async Task<EspeakWorker> StartAsync(CancellationToken cancellationToken)
    {
        var worker = new EspeakWorker(Process.Start(StartInfo())
            ?? throw new EngineUnavailableException("the speech worker did not start"));
        var lastError = "";
        worker._process.ErrorDataReceived += (_, line) => lastError = line.Data ?? lastError;
        worker._process.BeginErrorReadLine();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            if (await WorkerFrame.ReadAsync(worker._fromWorker, limit.Token) is { Kind: WorkerFrameKind.Hello } frame)
            {
                worker.Hello = JsonSerializer.Deserialize<WorkerHello>(frame.Payload)!;
                return worker;
            }
            await worker._process.WaitForExitAsync(limit.Token);
            throw new EngineUnavailableException(
                $"espeak-ng cannot be used ({lastError}): install libespeak-ng1 and espeak-ng-data");
        }
        catch (Exception exception)
        {
            await worker.DisposeAsync();
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new EngineUnavailableException(
                    $"the speech worker was not ready within {StartLimit.TotalSeconds} s", exception);
            throw;
        }
    }

    /// <summary>Speaks a job. Ending the enumeration early stops it; the worker is then ready again or not
    /// healthy.</summary>
    /// <exception cref="EngineUnavailableException">The process died or the library failed.</exception>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = ++_job;
        var ended = false;
        var positions = new TextPositions(job.Text);
        IsHealthy = false; // Until the job's last frame is read.
        try
        {
            await SendAsync(WorkerFrameKind.Speak, number, JsonSerializer.SerializeToUtf8Bytes(job));
            while (!ended)
            {
                var frame = await NextAsync(cancellationToken);
                if (frame.Job != number)
                    continue;
                switch (frame.Kind)
                {
                    case WorkerFrameKind.Audio:
                        yield return new SpeechAudio(MemoryMarshal.Cast<byte, short>(frame.Payload).ToArray());
                        break;
                    case WorkerFrameKind.Mark:
                        yield return ReadMark(frame.Payload, positions);
                        break;
                    case WorkerFrameKind.Failed:
                        ended = IsHealthy = true;
                        throw new EngineUnavailableException(Encoding.UTF8.GetString(frame.Payload));
                    case WorkerFrameKind.End:
                        ended = IsHealthy = true;
                        break;
                }
            }
        }
        finally
        {
            if (!ended)
                await StopJobAsync(number);
        }
    }

    /// <summary>Lets the process end; kills it when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        IsHealthy = false;
        try
        {
            await _toWorker.DisposeAsync();
            using var limit = new CancellationTokenSource(CancelLimit);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo()
    {
        var executable = Environment.ProcessPath!;
        var info = new ProcessStartInfo()
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        // Under a test host or 'dotnet Tts.dll' the running executable is not the service itself.
        if (Path.GetFileNameWithoutExtension(executable) == "Tts")
        {
            info.FileName = executable;
        }
        else
        {
            info.FileName = Path.GetFileNameWithoutExtension(executable) == "dotnet" ? executable : "dotnet";
            info.ArgumentList.Add(typeof(EspeakWorker).Assembly.Location);
        }
        info.ArgumentList.Add(EspeakWorkerProgram.Argument);
        // A worker speaks and nothing else: no diagnostics port, one small heap, quick start.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_TieredPGO"] = "0";
        return info;
    }

    private static SpeechMark ReadMark(byte[] payload, TextPositions positions)
    {
        (var offset, var length) = positions.ToUtf16(
            BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(8)),
                BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(12)));
        return new SpeechMark(BinaryPrimitives.ReadInt64LittleEndian(payload), offset, length);
    }

    private async Task SendAsync(WorkerFrameKind kind, int job, byte[] payload)
    {
        try
        {
            await WorkerFrame.WriteAsync(_toWorker, kind, job, payload, CancellationToken.None);
        }
        catch (IOException exception)
        {
            throw new EngineUnavailableException("the speech worker ended", exception);
        }
    }

    private async Task<WorkerFrame> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await WorkerFrame.ReadAsync(_fromWorker, cancellationToken)
                ?? throw new EngineUnavailableException("the speech worker ended while it spoke");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new EngineUnavailableException("the speech worker ended while it spoke", exception);
        }
    }

    // Tells the worker to stop and reads away what it had written; leaves IsHealthy false when that takes too long.
    private async Task StopJobAsync(int number)
    {
        try
        {
            await SendAsync(WorkerFrameKind.Cancel, number, []);
            using var limit = new CancellationTokenSource(CancelLimit);
            WorkerFrame frame;
            do
                frame = await NextAsync(limit.Token);
            while (frame.Job != number || frame.Kind is not (WorkerFrameKind.End or WorkerFrameKind.Failed));
            IsHealthy = true;
        }
        catch (Exception exception) when (exception is EngineUnavailableException or OperationCanceledException)
        {
            // Not healthy: the pool replaces it.
        }
    }
}
