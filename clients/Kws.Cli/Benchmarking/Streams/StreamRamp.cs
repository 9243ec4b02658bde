using System.Globalization;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>More and more streams, each number from a fresh start, until the server no longer holds them.</summary>
/// <param name="measure">Gets how many.</param>
/// <param name="step">As many at first, and as many more each time.</param>
/// <param name="most">No more than this.</param>
/// <param name="limit">For the 99th percentile of the delay of decisions.</param>
internal sealed class StreamRamp(Func<int, Task<StreamLoadResult>> measure, int step, int most, TimeSpan limit)
{
    public async Task<StreamRampResult> RunAsync()
    {
        List<StreamLoadResult> steps = [];
        string? brokenBy = null;
        for (var streams = step; streams <= most && brokenBy is null; streams += step)
        {
            steps.Add(await measure(streams));
            brokenBy = Fault(steps[^1]);
        }
        var held = steps.LastOrDefault(result => Fault(result) is null);
        return new StreamRampResult(steps, held?.Streams ?? 0, brokenBy);
    }

    private string? Fault(StreamLoadResult result) =>
        result.IsSpoilt ? "the generator itself was late: the machine is full"
        : result.Failures.Count > 0
            ? Text($"{result.Failures.Values.Sum()} streams failed: {result.Failures.Keys.First()}")
        : result.UndecidedSamples > 0 ? Text($"{result.UndecidedSamples} samples were not decided")
        : !result.IsWhole ? Text($"{result.Chunks} of {result.ExpectedChunks} chunks were sent")
        : result.FromDue.P99Ms > limit.TotalMilliseconds
            ? Text($"p99 of {result.FromDue.P99Ms:0.0} ms is over {limit.TotalMilliseconds:0.#} ms")
        : null;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>How a server did at more and more streams.</summary>
/// <param name="Knee">The most that held; 0: not even the first number did.</param>
/// <param name="BrokenBy">Why the last did not; null when all that were tried held.</param>
internal sealed record StreamRampResult(IReadOnlyList<StreamLoadResult> Steps, int Knee, string? BrokenBy)
{
    public Report ToReport()
    {
        var table = new ResultTable(
            ">streams", ">p50 ms", ">p99 ms", ">failed", ">cores of the servers", ">a thousand streams",
            ">load generator");
        foreach (var step in Steps)
        {
            var servers = step.Cpu.Skip(1).Sum(share => share.Cores);
            table.Row(step.Streams, Number(step.FromDue.P50Ms, "0.0"), Number(step.FromDue.P99Ms, "0.0"),
                step.Failures.Values.Sum(), step.Cpu.Count > 1 ? Number(servers, "0.00") : "",
                step.Cpu.Count > 1 ? Number(servers * 1000 / step.Streams, "0.00") : "",
                Number(step.Cpu[0].Cores, "0.00"));
        }
        var report = Report.OfDocument(this).Add(table);
        foreach (var step in Steps.TakeLast(1).Where(step => step.Cost is not null))
            report.Add(StreamCost.Table(step.Cost!, step.Streams));
        return report
            .Add(BrokenBy is null ? $"all held: the knee is above {Knee}" : $"knee: {Knee} streams; then {BrokenBy}")
            .Add($"machine: {Machine.This}");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
