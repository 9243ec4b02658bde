using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary><c>kws bench streams</c>: how many devices a server serves in real time, and with what delay.</summary>
internal sealed class BenchStreamsCommand(CliContext context)
{
    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly Option<int> _streams = BoundedOption.Create(
        "--streams", "Devices that stream at once", 100, 1, 20_000);
    private readonly Option<int> _connections = BoundedOption.Create("--connections",
        "HTTP/2 connections that they share (a server allows 100 streams on one unless told otherwise)", 16, 1, 1000);

    private readonly Option<double> _seconds = BoundedOption.Create(
        "--seconds", "How long to measure", 30.0, 1, 86_400);
    private readonly Option<double> _warmUp = BoundedOption.Create("--warm-up",
        "Seconds before measuring, in which a cold server compiles and catches up", 10.0, 0, 3600);

    private readonly Option<double> _chunkMs = BoundedOption.Create(
        "--chunk-ms", "Audio a message, in milliseconds", 20.0, 5, 1000);
    private readonly Option<double> _spreadMs = BoundedOption.Create("--spread-ms",
        "Time over which the streams begin; 0: all in step, so that all decisions fall due together", 1000.0, 0,
        60_000);

    private readonly Option<string?> _audio = BenchOptions.Audio();
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Create(CliContext context)
    {
        var bench = new BenchStreamsCommand(context);
        var command =
            new Command("streams", "Measure real-time streams: delay from the last sample of a window to its decision")
        {
            bench._server.Option, bench._streams, bench._connections, bench._seconds, bench._warmUp,
            bench._chunkMs, bench._spreadMs, bench._audio, bench._pids, bench._json,
        };
        command.SetWork(context, bench.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var recording = await LoadAudio.BuildAsync(parsed.GetValue(_audio), cancellationToken);
        var address = _server.Resolve(parsed, context);
        var load = new StreamLoad(address, Settings(parsed), recording, context.Time, context.Error.WriteLine);
        var result = await ServerSession.UseAsync(
            address, cancellationToken, _ => load.RunAsync(cancellationToken));
        result.ToReport().WriteTo(context, parsed.GetValue(_json));
        return result.IsWhole ? ExitCode.Success : ExitCode.Failure;
    }

    private StreamLoadSettings Settings(ParseResult parsed) => new(
        parsed.GetValue(_streams),
        parsed.GetValue(_connections),
        TimeSpan.FromMilliseconds(parsed.GetValue(_chunkMs)),
        TimeSpan.FromMilliseconds(parsed.GetValue(_spreadMs)),
        TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
        TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
        parsed.GetValue(_pids) ?? []);
}
