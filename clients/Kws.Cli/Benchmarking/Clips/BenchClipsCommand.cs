using System.CommandLine;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Packages;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary><c>kws bench clips</c>: clips a second, one call a clip against one call for many.</summary>
internal sealed class BenchClipsCommand
{
    private const int MostClips = 500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly Option<int> _concurrency = BoundedOption.Create("--concurrency", "Calls at once", 16, 1, 1000);
    private readonly Option<int> _connections = BoundedOption.Create("--connections", "HTTP/2 connections that they share", 4, 1, 100);
    private readonly Option<double> _seconds = BoundedOption.Create("--seconds", "How long to measure each way", 10.0, 1, 3600);
    private readonly Option<string?> _audio = BenchOptions.Audio();
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<string?> _root = PackageChoice.Root();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string?> _bareLoop = new("--bare-loop")
    {
        Description = $"Also measure a loop over ONNX Runtime in this process, on every core: what a server can reach at best. {PackageChoice.Description}",
        HelpName = "MODEL",
    };

    public static Command Create(CliContext context)
    {
        var bench = new BenchClipsCommand();
        var command = new Command("clips", "Measure clips a second: Classify against ClassifyMany")
        {
            bench._server.Option, bench._concurrency, bench._connections, bench._seconds, bench._audio, bench._bareLoop, bench._root, bench._pids, bench._json,
        };
        command.SetWork(context, (parsed, cancellation) => bench.RunAsync(context, parsed, cancellation));
        return command;
    }

    private async Task RunAsync(CliContext context, ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<byte[]> wavs = await LoadAudio.ClipsAsync(parsed.GetValue(_audio), MostClips, cancellation);
        var duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        ClipLoadResult? bareLoop = parsed.GetValue(_bareLoop) is { } model
            ? await new BareLoop(PackageChoice.Load(model, parsed.GetValue(_root)), wavs).RunAsync(Environment.ProcessorCount, duration, cancellation)
            : null;
        ClipLoadReport report = await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellation,
            _ => MeasureServerAsync(context, parsed, wavs, duration, cancellation));
        if (bareLoop is not null)
            report = report with { Results = [bareLoop, .. report.Results] };
        if (parsed.GetValue(_json))
            context.Out.WriteLine(JsonOutput.ToDocument(report));
        else
            report.WriteTable(context, bareLoop);
    }

    private async Task<ClipLoadReport> MeasureServerAsync(
        CliContext context, ParseResult parsed, IReadOnlyList<byte[]> wavs, TimeSpan duration, CancellationToken cancellation)
    {
        Uri address = _server.Resolve(parsed, context);
        GrpcChannel[] channels = [.. Enumerable.Range(0, parsed.GetValue(_connections)).Select(_ => ServerChannel.Open(address))];
        try
        {
            var clients = Array.ConvertAll(channels, channel => new KeywordSpotter.KeywordSpotterClient(channel));
            int concurrency = parsed.GetValue(_concurrency);
            await new ClipLoad(clients, wavs, concurrency, WarmUp).UnaryAsync(cancellation);
            var load = new ClipLoad(clients, wavs, concurrency, duration);
            using var cpu = new CpuMeter(parsed.GetValue(_pids) ?? []);
            ClipLoadResult[] results = [await load.UnaryAsync(cancellation), await load.ManyAsync(cancellation)];
            return new ClipLoadReport(results, cpu.Read(), Machine.This);
        }
        finally
        {
            Array.ForEach(channels, channel => channel.Dispose());
        }
    }
}
