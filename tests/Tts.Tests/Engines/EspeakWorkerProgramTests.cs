using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kws.Tts.Engines.Espeak;

namespace Kws.Tts.Tests.Engines;

/// <summary>The worker as a process: frames in, frames out.</summary>
public sealed class EspeakWorkerProgramTests
{
    [SkippableFact]
    public async Task Run_JobPingAndEndOfInput_AnswersInOrderAndEnds()
    {
        using var worker = await StartAsync();
        await SendAsync(worker, WorkerFrameKind.Speak, 1, JsonSerializer.SerializeToUtf8Bytes(EspeakHost.Plain("on")));
        await SendAsync(worker, WorkerFrameKind.Ping, 2, []);
        List<WorkerFrame> frames = [];
        do
            frames.Add((await ReadAsync(worker))!.Value);
        while (frames[^1].Kind != WorkerFrameKind.Ping);
        Assert.Equal(WorkerFrameKind.End, frames[^2].Kind);
        Assert.Contains(frames, frame => frame.Kind == WorkerFrameKind.Audio);
        Assert.All(frames[..^1], frame => Assert.Equal(1, frame.Job));
        Assert.Equal(2, frames[^1].Job);
        worker.StandardInput.Close();
        await worker.WaitForExitAsync().WithTimeout();
        Assert.Equal(0, worker.ExitCode);
    }

    [SkippableFact]
    public async Task Run_CancelledJob_EndsSoonWithoutTheRest()
    {
        using var worker = await StartAsync();
        var text = string.Join(' ', Enumerable.Repeat("word", 2000));
        await SendAsync(worker, WorkerFrameKind.Speak, 1, JsonSerializer.SerializeToUtf8Bytes(EspeakHost.Plain(text)));
        Assert.NotNull(await ReadAsync(worker));
        await SendAsync(worker, WorkerFrameKind.Cancel, 1, []);
        var samples = 0;
        WorkerFrame frame;
        while ((frame = (await ReadAsync(worker))!.Value).Kind != WorkerFrameKind.End)
            samples += frame.Kind == WorkerFrameKind.Audio ? frame.Payload.Length / 2 : 0;
        // All would be ten minutes.
        Assert.InRange(samples / 22050.0, 0, 60);
    }

    [SkippableTheory]
    [InlineData("no-such-voice", "cannot load the voice")]
    public async Task Run_VoiceThatIsNone_FailsTheJobAlone(string voice, string reason)
    {
        using var worker = await StartAsync();
        var job = EspeakHost.Plain("on") with { Voice = voice };
        await SendAsync(worker, WorkerFrameKind.Speak, 1, JsonSerializer.SerializeToUtf8Bytes(job));
        var frame = (await ReadAsync(worker))!.Value;
        Assert.Equal(WorkerFrameKind.Failed, frame.Kind);
        Assert.Contains(reason, Encoding.UTF8.GetString(frame.Payload), StringComparison.Ordinal);
        await SendAsync(worker, WorkerFrameKind.Ping, 2, []);
        Assert.Equal(WorkerFrameKind.Ping, (await ReadAsync(worker))!.Value.Kind);
    }

    [SkippableFact]
    public async Task Run_AudioElementThatNamesAFile_PlaysNothing()
    {
        using var worker = await StartAsync();
        var file = Path.Combine(Path.GetTempPath(), $"kws-tone-{Guid.NewGuid():N}.wav");
        await File.WriteAllBytesAsync(file, Tone());
        try
        {
            // As if the policy had let it pass.
            var job = EspeakHost.Ssml($"<speak>on <audio src=\"{file}\"/> off</speak>");
            await SendAsync(worker, WorkerFrameKind.Speak, 1, JsonSerializer.SerializeToUtf8Bytes(job));
            var samples = 0;
            WorkerFrame frame;
            while ((frame = (await ReadAsync(worker))!.Value).Kind != WorkerFrameKind.End)
                samples += frame.Kind == WorkerFrameKind.Audio ? frame.Payload.Length / 2 : 0;
            Assert.InRange(samples / 22050.0, 0.3, 2.5);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Three seconds.
    private static byte[] Tone()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (3 * 44100));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(22050);
        writer.Write(44100);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(3 * 44100);
        for (var i = 0; i < 3 * 22050; i++)
            writer.Write((short)(8000 * Math.Sin(i * 0.285)));
        return stream.ToArray();
    }

    private static async Task<Process> StartAsync()
    {
        Skip.IfNot(File.Exists("/usr/bin/espeak-ng"), "espeak-ng is not installed");
        var worker = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(EspeakWorkerProgram).Assembly.Location, EspeakWorkerProgram.Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var hello = await ReadAsync(worker);
        Assert.Equal(WorkerFrameKind.Hello, hello!.Value.Kind);
        Assert.Equal(22050, JsonSerializer.Deserialize<WorkerHello>(hello.Value.Payload)!.SampleRateHz);
        return worker;
    }

    private static Task SendAsync(Process worker, WorkerFrameKind kind, int job, byte[] payload) =>
        WorkerFrame.WriteAsync(worker.StandardInput.BaseStream, kind, job, payload, CancellationToken.None)
            .WithTimeout();

    private static Task<WorkerFrame?> ReadAsync(Process worker) =>
        WorkerFrame.ReadAsync(worker.StandardOutput.BaseStream, CancellationToken.None).WithTimeout();
}
