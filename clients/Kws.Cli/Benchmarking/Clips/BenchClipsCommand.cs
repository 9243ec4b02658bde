using System.CommandLine;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Packages;
using Kws.Cli.Servers;
using Kws.Models;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary><c>kws bench clips</c>: clips a second, one call a clip against one call for many.</summary>
internal sealed class BenchClipsCommand(CliContext context)
{
    private const int MostClips = 500;

    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly Option<int> _concurrency = BenchOptions.Concurrency(16);
    private readonly Option<int> _connections =
        BoundedOption.Create("--connections", "HTTP/2 connections that they share", 4, 1, 100);
    private readonly Option<double> _seconds = BenchOptions.Seconds();
    private readonly Option<string?> _audio = BenchOptions.Audio();
    private readonly Option<string?> _bareLoop = BenchOptions.BareLoop(
        "a loop over ONNX Runtime in this process, on every core");
    private readonly Option<string?> _root = PackageChoice.Root();
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Create(CliContext context)
    {
        var bench = new BenchClipsCommand(context);
        var command = new Command("clips", "Measure clips a second: Classify against ClassifyMany")
        {
            bench._server.Option, bench._concurrency, bench._connections, bench._seconds, bench._audio, bench._bareLoop,
                bench._root, bench._pids, bench._json,
        };
        command.SetWork(context, bench.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var wavs = await LoadAudio.ClipsAsync(parsed.GetValue(_audio), MostClips, cancellationToken);
        var duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        LoadResult[] bareLoop = parsed.GetValue(_bareLoop) is { } model
            ? [await BareLoopAsync(PackageChoice.Load(model, parsed.GetValue(_root), ModelTask.KeywordSpotting))]
            : [];
        var address = _server.Resolve(parsed, context);
        var report = await ServerSession.UseAsync(address, cancellationToken, async _ =>
        {
            GrpcChannel[] channels =
                [.. Enumerable.Range(0, parsed.GetValue(_connections)).Select(_ => ServerChannel.Open(address))];
            try
            {
                var clients = Array.ConvertAll(channels, channel => new KeywordSpotter.KeywordSpotterClient(channel));
                return await MeasureAsync(
                    parsed, new ClipLoad(clients, wavs, parsed.GetValue(_concurrency)), bareLoop, cancellationToken);
            }
            finally
            {
                Array.ForEach(channels, channel => channel.Dispose());
            }
        });
        report.ToReport().WriteTo(context, parsed.GetValue(_json));

        Task<LoadResult> BareLoopAsync(ModelPackage package) =>
            new BareClipLoop(package, wavs).RunAsync(context.Time, duration, cancellationToken);
    }

    private async Task<LoadReport> MeasureAsync(
        ParseResult parsed, ClipLoad load, LoadResult[] bareLoop, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        LoadReport.Announce(context, duration, ways: 2);
        await load.UnaryAsync(new LoadRun(context.Time, BenchOptions.WarmUp), cancellationToken);
        using var cpu = new CpuMeter(parsed.GetValue(_pids) ?? [], context.Time);
        var one = await load.UnaryAsync(new LoadRun(context.Time, duration), cancellationToken);
        var many = await load.ManyAsync(new LoadRun(context.Time, duration), cancellationToken);
        return new LoadReport("clips", [.. bareLoop, one, many], cpu.Read());
    }
}
