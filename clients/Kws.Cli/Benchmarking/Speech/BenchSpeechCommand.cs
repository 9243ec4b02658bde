using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Speech;

/// <summary><c>kws bench speech</c>: delay to the first audio, and speech made a second, with several voices at
/// once.</summary>
internal sealed class BenchSpeechCommand(CliContext context)
{
    private readonly ServerAddress _server = ServerAddress.OfTts();
    private readonly Option<int> _sentences = BoundedOption.Create(
        "--sentences", "How many sentences in all", 160, 1, 100_000);
    private readonly Option<int> _concurrency = BenchOptions.Concurrency(16, most: 64);
    private readonly Option<int[]> _pids = BenchOptions.ServerPids();
    private readonly Option<bool> _json = CommonOptions.Json();

    public static Command Create(CliContext context)
    {
        var bench = new BenchSpeechCommand(context);
        bench._concurrency.Aliases.Add("--at-once");
        var command = new Command("speech", "Measure the speech service")
        {
            bench._sentences, bench._concurrency, bench._pids, bench._json, bench._server.Option,
        };
        command.SetWork(context, bench.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var sentences = parsed.GetValue(_sentences);
        var figures = await ServerSession.UseAsync(
            _server.Resolve(parsed, context), cancellationToken, async channel =>
        {
            var load = new SpeechLoad(new Kws.Speech.V1.Speech.SpeechClient(channel), context.Time);
            await context.Error.WriteLineAsync($"warming up with a sentence, then measuring {sentences}");
            await load.WarmUpAsync(cancellationToken);
            using var cpu = new CpuMeter(parsed.GetValue(_pids) ?? [], context.Time);
            var measured = await load.RunAsync(sentences, parsed.GetValue(_concurrency), cancellationToken);
            return measured with { Cpu = cpu.Read() };
        });
        figures.ToReport().WriteTo(context, parsed.GetValue(_json));
    }
}
