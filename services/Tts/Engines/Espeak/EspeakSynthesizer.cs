using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Kws.Tts.Engines.Espeak;

/// <summary>Speaks one job at a time with the process's espeak-ng and writes the result as frames.</summary>
internal sealed unsafe class EspeakSynthesizer
{
    // Audio a callback: a chunk leaves as soon as so much is spoken.
    private const int BufferMs = 50;

    // The library calls back without a usable context pointer before the first event, so the state is static.
    private static EspeakSynthesizer? s_active;

    private readonly Stream _output;
    private int _job;
    private long _samplesWritten;
    private volatile int _cancelledJob;

    /// <exception cref="InvalidOperationException">The library refuses to start.</exception>
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public EspeakSynthesizer(Stream output)
    {
        _output = output;
        SampleRateHz =
            EspeakLibrary.Initialize(EspeakLibrary.SynchronousOutput, BufferMs, null, EspeakLibrary.DoNotExitOnError);
        if (SampleRateHz <= 0)
            throw new InvalidOperationException("espeak-ng found no data files; install espeak-ng-data");
        EspeakLibrary.SetSynthCallback(&OnAudio);
    }

    /// <summary>Rate of the audio, in hertz.</summary>
    public int SampleRateHz { get; }

    /// <summary>Makes the job stop at its next chunk; called from another thread.</summary>
    public void Cancel(int job) => _cancelledJob = job;

    /// <summary>Speaks, then writes End or Failed.</summary>
    public void Speak(int jobNumber, SpeechJob job)
    {
        _job = jobNumber;
        _samplesWritten = 0;
        s_active = this;
        if (EspeakLibrary.SetVoiceByName(job.Voice) != 0)
        {
            Write(WorkerFrameKind.Failed, Encoding.UTF8.GetBytes($"espeak-ng cannot load the voice '{job.Voice}'"));
            return;
        }
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Rate, job.RateWpm, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Pitch, job.Pitch, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Volume, job.Volume, 0);
        var text = Encoding.UTF8.GetBytes(job.Text + '\0');
        var flags = EspeakLibrary.TextIsUtf8 | EspeakLibrary.PauseAtEnd | (job.IsSsml ? EspeakLibrary.TextIsSsml : 0);
        int result;
        fixed (byte* pointer = text)
            result = EspeakLibrary.Synth(pointer, (nuint)text.Length, 0, 0, 0, flags, null, 0);
        if (result == 0 || _cancelledJob == jobNumber)
            Write(WorkerFrameKind.End, []);
        else
            Write(WorkerFrameKind.Failed, Encoding.UTF8.GetBytes($"espeak-ng returned error {result}"));
    }

    [UnmanagedCallersOnly]
    private static int OnAudio(short* samples, int count, EspeakLibrary.Event* events)
    {
        try
        {
            return s_active!.Take(samples, count, events) ? 0 : 1;
        }
        catch (IOException)
        {
            return 1; // The service closed the pipe; the reader thread ends the process.
        }
    }

    private bool Take(short* samples, int count, EspeakLibrary.Event* events)
    {
        if (_cancelledJob == _job)
            return false;
        Span<byte> mark = stackalloc byte[16];
        for (; events->Type != EspeakLibrary.EventListEnd; events++)
        {
            if (events->Type != EspeakLibrary.EventWord)
                continue;
            // The position is rounded to milliseconds, which may lie before audio that has left already.
            var sample = Math.Max((long)events->AudioPositionMs * SampleRateHz / 1000, _samplesWritten);
            BinaryPrimitives.WriteInt64LittleEndian(mark, sample);
            BinaryPrimitives.WriteInt32LittleEndian(mark[8..], events->TextPosition);
            BinaryPrimitives.WriteInt32LittleEndian(mark[12..], events->Length);
            Write(WorkerFrameKind.Mark, mark);
        }
        if (samples is not null && count > 0)
        {
            Write(WorkerFrameKind.Audio, new ReadOnlySpan<byte>(samples, count * sizeof(short)));
            _samplesWritten += count;
        }
        return true;
    }

    private void Write(WorkerFrameKind kind, ReadOnlySpan<byte> payload) =>
        WorkerFrame.Write(_output, kind, _job, payload);
}
