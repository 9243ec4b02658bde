using System.CommandLine;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary><c>kws bench streams</c>: how many devices a server serves in real time, and with what delay.</summary>
internal static class BenchStreamsCommand
{
    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfAudioInference();
        Option<int> streams = BoundedOption.Create("--streams", "Devices that stream at once", 100, 1, 20_000);
        Option<int> connections = BoundedOption.Create("--connections", "HTTP/2 connections that they share (a server allows 100 streams on one unless told otherwise)", 16, 1, 1000);
        Option<double> seconds = BoundedOption.Create("--seconds", "How long to measure", 30.0, 1, 86_400);
        Option<double> warmUp = BoundedOption.Create("--warm-up", "Seconds before measuring, in which a cold server compiles and catches up", 10.0, 0, 3600);
        Option<double> chunkMs = BoundedOption.Create("--chunk-ms", "Audio a message, in milliseconds", 20.0, 5, 1000);
        Option<double> spreadMs = BoundedOption.Create("--spread-ms", "Time over which the streams begin; 0: all in step, so that all decisions fall due together", 1000.0, 0, 60_000);
        Option<string?> audio = BenchOptions.Audio();
        Option<int[]> pids = BenchOptions.ServerPids();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("streams", "Measure real-time streams: delay from the last sample of a window to its decision")
        {
            server.Option, streams, connections, seconds, warmUp, chunkMs, spreadMs, audio, pids, json,
        };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            var settings = new StreamLoadSettings(parsed.GetValue(streams), parsed.GetValue(connections),
                TimeSpan.FromMilliseconds(parsed.GetValue(chunkMs)), TimeSpan.FromMilliseconds(parsed.GetValue(spreadMs)), TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(pids) ?? []);
            Recording recording = await LoadAudio.BuildAsync(parsed.GetValue(audio), cancellation);
            Uri address = server.Resolve(parsed, context);
            StreamLoadResult result = await ServerSession.UseAsync(address, cancellation,
                _ => new StreamLoad(address, settings, recording, context.Error.WriteLine).RunAsync(cancellation));
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(result));
            else
                StreamLoadReport.Write(context, result);
            return result.IsWhole ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }
}
