using System.CommandLine;
using System.Globalization;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary><c>kws bench clips</c>: clips a second, one call a clip against one call for many.</summary>
internal static class BenchClipsCommand
{
    private const int MostClips = 500;

    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfAudioInference();
        Option<int> concurrency = BoundedOption.Create("--concurrency", "Calls at once", 16, 1, 1000);
        Option<int> connections = BoundedOption.Create("--connections", "HTTP/2 connections that they share", 4, 1, 100);
        Option<double> seconds = BoundedOption.Create("--seconds", "How long to measure each way", 10.0, 1, 3600);
        Option<string?> audio = BenchOptions.Audio();
        Option<int[]> pids = BenchOptions.ServerPids();
        Option<bool> json = CommonOptions.Json();
        var command = new Command("clips", "Measure clips a second: Classify against ClassifyMany")
        {
            server.Option, concurrency, connections, seconds, audio, pids, json,
        };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            IReadOnlyList<byte[]> wavs = await LoadAudio.ClipsAsync(parsed.GetValue(audio), MostClips, cancellation);
            Uri address = server.Resolve(parsed, context);
            await ServerSession.UseAsync(address, cancellation, async _ =>
            {
                GrpcChannel[] channels = [.. Enumerable.Range(0, parsed.GetValue(connections)).Select(_ => ServerChannel.Open(address))];
                try
                {
                    var clients = Array.ConvertAll(channels, channel => new KeywordSpotter.KeywordSpotterClient(channel));
                    await new ClipLoad(clients, wavs, parsed.GetValue(concurrency), TimeSpan.FromSeconds(1)).UnaryAsync(cancellation);
                    var load = new ClipLoad(clients, wavs, parsed.GetValue(concurrency), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                    using var cpu = new CpuMeter(parsed.GetValue(pids) ?? []);
                    ClipLoadResult[] results = [await load.UnaryAsync(cancellation), await load.ManyAsync(cancellation)];
                    Report(context, parsed.GetValue(json), results, cpu.Read());
                }
                finally
                {
                    Array.ForEach(channels, channel => channel.Dispose());
                }
            });
        });
        return command;
    }

    private static void Report(CliContext context, bool json, ClipLoadResult[] results, IReadOnlyList<CpuShare> cpu)
    {
        if (json)
        {
            context.Out.WriteLine(JsonOutput.ToDocument(new { Results = results, Cpu = cpu, Machine = Machine.This }));
            return;
        }
        var table = new ResultTable("call", ">at once", ">clips/s", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms");
        foreach (ClipLoadResult result in results)
            table.Row(result.Call, result.Concurrency, Number(result.ClipsPerSecond), Number(result.Delay.P50Ms), Number(result.Delay.P95Ms), Number(result.Delay.P99Ms), Number(result.Delay.MaxMs));
        table.WriteTo(context.Tables());
        foreach (CpuShare share in cpu)
            context.Out.WriteLine($"cores used by {share.Process} ({share.Id}): {Number(share.Cores)}");
        context.Out.WriteLine($"machine: {Machine.This}");
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
