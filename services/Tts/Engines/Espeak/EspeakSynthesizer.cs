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
    private readonly Lazy<IReadOnlyDictionary<string, string>> _files = new(EspeakVoices.Files);
    private int _job;
    private long _samplesWritten;
    private volatile int _cancelledJob;
    private bool _isMuted;

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
        EspeakLibrary.SetUriCallback(&OnUri);
    }

    /// <summary>Rate of the audio, in hertz.</summary>
    public int SampleRateHz { get; }

    /// <summary>Makes the job stop at its next chunk; called from another thread.</summary>
    public void Cancel(int job) => _cancelledJob = job;

    /// <summary>Speaks, then writes End or Failed. The next job finds the library as this one did.</summary>
    public void Speak(int jobNumber, SpeechJob job)
    {
        _job = jobNumber;
        _samplesWritten = 0;
        s_active = this;
        if (!TrySetVoice(job.Voice))
        {
            Write(WorkerFrameKind.Failed, Encoding.UTF8.GetBytes($"espeak-ng cannot load the voice '{job.Voice}'"));
            return;
        }
        SetParameters(job.RateWpm, job.Pitch, job.Volume);
        var result = Synthesize(job.Text, job.IsSsml);
        if (result == 0 || _cancelledJob == jobNumber)
            Write(WorkerFrameKind.End, []);
        else
            Write(WorkerFrameKind.Failed, Encoding.UTF8.GetBytes($"espeak-ng returned error {result}"));
        Reset();
    }

    /// <summary>Answers a ping.</summary>
    public void Answer(int number) => WorkerFrame.Write(_output, WorkerFrameKind.Ping, number, []);

    // Emphasis outlives its job when that is stopped inside the element, and no parameter sets it back: only the end
    // of another one does.
    private void Reset()
    {
        _isMuted = true;
        Synthesize("<speak><emphasis level=\"none\"> </emphasis></speak>", isSsml: true);
        _isMuted = false;
    }

    // The library knows most voices by their language, the rest by their file alone.
    private bool TrySetVoice(string voice)
    {
        if (EspeakLibrary.SetVoiceByName(voice) == 0)
            return true;
        var id = voice.Split('+')[0];
        return _files.Value.TryGetValue(id, out var file)
            && EspeakLibrary.SetVoiceByName(file + voice[id.Length..]) == 0;
    }

    private static void SetParameters(int rateWpm, int pitch, int volume)
    {
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Rate, rateWpm, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Volume, volume, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Pitch, pitch, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Range, 50, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Punctuation, 0, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.Capitals, 0, 0);
        EspeakLibrary.SetParameter(EspeakLibrary.Parameter.WordGap, 0, 0);
    }

    private static int Synthesize(string text, bool isSsml)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        var flags = EspeakLibrary.TextIsUtf8 | EspeakLibrary.PauseAtEnd | (isSsml ? EspeakLibrary.TextIsSsml : 0);
        fixed (byte* pointer = bytes)
            return EspeakLibrary.Synth(pointer, (nuint)bytes.Length, 0, 0, 0, flags, null, 0);
    }

    [UnmanagedCallersOnly]
    private static int OnUri(int kind, byte* address, byte* baseAddress) => 1;

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
        if (_isMuted)
            return true;
        if (_cancelledJob == _job)
            return false;
        for (; events->Type != EspeakLibrary.EventListEnd; events++)
            WriteEvent(*events);
        if (samples is not null && count > 0)
        {
            Write(WorkerFrameKind.Audio, new ReadOnlySpan<byte>(samples, count * sizeof(short)));
            _samplesWritten += count;
        }
        return true;
    }

    private void WriteEvent(in EspeakLibrary.Event told)
    {
        // The position is rounded to milliseconds, which may lie before audio that has left already.
        var sample = Math.Max((long)told.AudioPositionMs * SampleRateHz / 1000, _samplesWritten);
        Span<byte> payload = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(payload, sample);
        if (told.Type == EspeakLibrary.EventMark)
        {
            Write(WorkerFrameKind.Pause, payload[..8]);
        }
        else if (told.Type == EspeakLibrary.EventWord)
        {
            BinaryPrimitives.WriteInt32LittleEndian(payload[8..], told.TextPosition);
            BinaryPrimitives.WriteInt32LittleEndian(payload[12..], told.Length);
            Write(WorkerFrameKind.Mark, payload);
        }
    }

    private void Write(WorkerFrameKind kind, ReadOnlySpan<byte> payload) =>
        WorkerFrame.Write(_output, kind, _job, payload);
}
