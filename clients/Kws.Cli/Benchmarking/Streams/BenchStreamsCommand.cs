using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary><c>kws bench streams</c>: how many devices a server serves in real time, and with what delay.</summary>
internal sealed class BenchStreamsCommand(CliContext context)
{
    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly Option<string[]> _furtherServers = new("--further-servers")
    {
        Description = "More servers, over which connections and streams are spread evenly",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "URL",
    };

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
    private readonly Option<double> _speed = BoundedOption.Create("--speed",
        "How many times as fast as it is spoken audio is sent: hours of use in minutes, to watch the servers' memory",
        1.0, 1, 20);
    private readonly Option<double> _spreadMs = BoundedOption.Create("--spread-ms",
        "Time over which the streams begin; 0: all in step, so that all decisions fall due together", 1000.0, 0,
        60_000);

    private readonly Option<int> _ramp = BoundedOption.Create("--ramp",
        "Add --streams again and again, up to this many, until something breaks, and tell the knee; 0: measure once",
        0, 0, 20_000);
    private readonly Option<double> _p99Limit = BoundedOption.Create("--p99-limit-ms",
        "With --ramp: the longest delay of 99 of 100 decisions that is still fine", 50.0, 1, 60_000);
    private readonly Option<bool> _cost = new("--cost")
    {
        Description = "Tell cores a thousand streams of each of --server-pids, and which of its threads took them",
    };

    private readonly Option<string?> _audio = BenchOptions.Audio();
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Create(CliContext context)
    {
        var bench = new BenchStreamsCommand(context);
        var command =
            new Command("streams", "Measure real-time streams: delay from the last sample of a window to its decision")
        {
            bench._server.Option, bench._furtherServers, bench._streams, bench._connections, bench._seconds,
            bench._warmUp, bench._chunkMs, bench._speed, bench._spreadMs, bench._ramp, bench._p99Limit, bench._cost,
            bench._audio, bench._pids, bench._json,
        };
        command.SetWork(context, bench.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ServerEndpoint[] servers =
            [_server.Resolve(parsed, context), .. ServerAddress.Resolve(_furtherServers, parsed, context)];
        var settings = Settings(parsed, servers.Length);
        var recording = await LoadAudio.BuildAsync(parsed.GetValue(_audio), cancellationToken);
        var most = parsed.GetValue(_ramp);
        if (most == 0)
        {
            var result = await MeasureAsync(settings);
            result.ToReport().WriteTo(context, parsed.GetValue(_json));
            return result.IsWhole ? ExitCode.Success : ExitCode.Failure;
        }
        if (most < settings.Streams)
            throw new BadInputException("--ramp", $"{most}", $"it must be at least --streams, {settings.Streams}");
        var ramp = await new StreamRamp(streams => MeasureAsync(settings with { Streams = streams }),
            settings.Streams, most, TimeSpan.FromMilliseconds(parsed.GetValue(_p99Limit))).RunAsync();
        ramp.ToReport().WriteTo(context, parsed.GetValue(_json));
        return ramp.Knee > 0 ? ExitCode.Success : ExitCode.Failure;

        Task<StreamLoadResult> MeasureAsync(StreamLoadSettings chosen) => ServerSession.UseAsync(
            servers[0], cancellationToken, _ =>
                new StreamLoad(servers, chosen, recording, context.Time, context.Error.WriteLine)
                    .RunAsync(cancellationToken));
    }

    private StreamLoadSettings Settings(ParseResult parsed, int servers)
    {
        var connections = parsed.GetValue(_connections);
        if (connections < servers)
            throw new BadInputException("--connections", $"{connections}", $"{servers} servers need at least as many");
        var processes = parsed.GetValue(_pids) ?? [];
        if (parsed.GetValue(_cost) && processes.Length == 0)
            throw new BadInputException("--cost", "given", "--server-pids must say whose");
        return new StreamLoadSettings(
            parsed.GetValue(_streams),
            connections,
            TimeSpan.FromMilliseconds(parsed.GetValue(_chunkMs)),
            parsed.GetValue(_speed),
            TimeSpan.FromMilliseconds(parsed.GetValue(_spreadMs)),
            TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            processes,
            parsed.GetValue(_cost));
    }
}
