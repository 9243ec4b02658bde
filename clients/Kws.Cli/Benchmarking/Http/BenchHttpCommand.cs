using System.CommandLine;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.Benchmarking.Clips;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Http;

/// <summary><c>kws bench http</c>: clips a second over the gateway's HTTP, beside gRPC straight to AudioInference and
/// beside another server of the same form.</summary>
internal sealed class BenchHttpCommand(CliContext context)
{
    private const int MostClips = 500;
    private static readonly int[] s_usual = [1, 16, 64];

    private readonly ServerAddress _gateway = ServerAddress.OfGateway();
    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly Option<string?> _peer = new("--peer")
    {
        Description = "Also measure another server that answers POST /predict with the form field 'file'",
        HelpName = "URL",
    };
    private readonly Option<int[]> _concurrency = new("--concurrency")
    {
        Description = "Requests at once, each measured on its own (1 16 64)",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "NUMBER",
    };
    private readonly Option<double> _seconds = BenchOptions.Seconds();
    private readonly Option<string?> _audio = BenchOptions.Audio();
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Create(CliContext context)
    {
        var bench = new BenchHttpCommand(context);
        var command = new Command("http", "Measure clips a second over HTTP: the gateway against gRPC and a peer")
        {
            bench._gateway.Option, bench._server.Option, bench._peer, bench._concurrency, bench._seconds, bench._audio,
            bench._pids, bench._json,
        };
        command.SetWork(context, bench.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var concurrencies = Concurrencies(parsed);
        var duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        var wavs = await LoadAudio.ClipsAsync(parsed.GetValue(_audio), MostClips, cancellationToken);
        var straight = _server.Resolve(parsed, context);
        using var gateway = new HttpLoad(_gateway.Resolve(parsed, context), wavs);
        using var peer = Peer(parsed) is { } address ? new HttpLoad(new ServerEndpoint(address), wavs) : null;
        LoadReport.Announce(context, duration, ways: concurrencies.Length * (peer is null ? 2 : 3));
        using var cpu = new CpuMeter(parsed.GetValue(_pids) ?? [], context.Time);
        List<LoadResult> results = [];
        await ServerSession.UseAsync(straight, cancellationToken, async channel =>
        {
            foreach (var concurrency in concurrencies)
            {
                results.Add(await ClassifyAsync(channel, wavs, concurrency, duration, cancellationToken));
                results.Add(await gateway.ClassifyAsync(Warm, Measured, concurrency, cancellationToken));
                if (peer is not null)
                    results.Add(await peer.PredictAsync(Warm, Measured, concurrency, cancellationToken));
            }
        });
        new LoadReport("clips", results, cpu.Read()).ToReport().WriteTo(context, parsed.GetValue(_json));

        LoadRun Warm() => new(context.Time, BenchOptions.WarmUp);
        LoadRun Measured() => new(context.Time, duration);
    }

    private async Task<LoadResult> ClassifyAsync(
        GrpcChannel channel, IReadOnlyList<byte[]> wavs, int concurrency, TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var load = new ClipLoad([new KeywordSpotter.KeywordSpotterClient(channel)], wavs, concurrency);
        await load.UnaryAsync(new LoadRun(context.Time, BenchOptions.WarmUp), cancellationToken);
        return await load.UnaryAsync(new LoadRun(context.Time, duration), cancellationToken) with
        {
            Call = "gRPC Classify, straight",
        };
    }

    private int[] Concurrencies(ParseResult parsed)
    {
        var asked = parsed.GetValue(_concurrency) is { Length: > 0 } given ? given : s_usual;
        foreach (var concurrency in asked)
        {
            if (concurrency is < 1 or > 1000)
                throw new BadInputException(_concurrency.Name, FormattableString.Invariant($"{concurrency}"),
                    "it must be 1 to 1000");
        }
        return asked;
    }

    private Uri? Peer(ParseResult parsed)
    {
        if (parsed.GetValue(_peer) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new BadInputException(_peer.Name, text, "it must be http://HOST:PORT or https://HOST:PORT");
    }
}
