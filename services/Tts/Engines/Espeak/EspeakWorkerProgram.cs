using System.Collections.Concurrent;
using System.Text.Json;

namespace Kws.Tts.Engines.Espeak;

/// <summary>
/// The worker process: reads jobs from standard input, writes frames to standard output, ends when its
/// input closes. A process of its own because the library is not re-entrant, and so that a text which
/// crashes it costs one voice and not the service.
/// </summary>
internal static class EspeakWorkerProgram
{
    /// <summary>The argument that makes the service's executable a worker.</summary>
    public const string Argument = "--espeak-worker";

    /// <summary>Runs until standard input closes. Exit code 3: the library is missing or unusable.</summary>
    public static int Run()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        EspeakSynthesizer synthesizer;
        try
        {
            synthesizer = new EspeakSynthesizer(output);
        }
        catch (Exception exception) when (exception is DllNotFoundException or InvalidOperationException)
        {
            Console.Error.WriteLine($"{EspeakLibrary.FileName}: {exception.Message.Split('\n')[0]}");
            return 3;
        }
        var hello = new WorkerHello(synthesizer.SampleRateHz, EspeakVoices.Read());
        WorkerFrame.Write(output, WorkerFrameKind.Hello, 0, JsonSerializer.SerializeToUtf8Bytes(hello));

        using var jobs = new BlockingCollection<WorkerFrame>(boundedCapacity: 4);
        var reader = new Thread(() => ReadInput(input, jobs, synthesizer)) { IsBackground = true, Name = "input" };
        reader.Start();
        foreach (var frame in jobs.GetConsumingEnumerable())
        {
            if (frame.Kind == WorkerFrameKind.Ping)
                synthesizer.Answer(frame.Job);
            else
                synthesizer.Speak(frame.Job, JsonSerializer.Deserialize<SpeechJob>(frame.Payload)!);
        }
        return 0;
    }

    private static void ReadInput(Stream input, BlockingCollection<WorkerFrame> jobs, EspeakSynthesizer synthesizer)
    {
        while (WorkerFrame.ReadAsync(input, CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } frame)
        {
            if (frame.Kind == WorkerFrameKind.Cancel)
                synthesizer.Cancel(frame.Job);
            else
                jobs.Add(frame);
        }
        // Without a reader the frames of a running job would block for ever.
        Environment.Exit(0);
    }
}
