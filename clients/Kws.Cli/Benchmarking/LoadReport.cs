using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking;

/// <summary>What ways of doing the same work reached, beside each other.</summary>
/// <param name="Unit">What was done, in the plural: "clips".</param>
/// <param name="Results">The bare loop, if it ran, first: what the others are measured by.</param>
/// <param name="Cpu">While the server was measured.</param>
internal sealed record LoadReport(string Unit, IReadOnlyList<LoadResult> Results, IReadOnlyList<CpuShare> Cpu)
{
    /// <summary>The <see cref="LoadResult.Call"/> of a loop without a server.</summary>
    public const string BareLoop = "bare loop";

    /// <summary>Says on standard error how long it will take.</summary>
    /// <param name="ways">Measured one after the other.</param>
    public static void Announce(CliContext context, TimeSpan duration, int ways)
    {
        var times = ways > 1 ? $"{ways} x " : "";
        (var warmUp, var measured) = (BenchOptions.WarmUp.TotalSeconds, duration.TotalSeconds);
        context.Error.WriteLine(FormattableString.Invariant(
            $"warming up for {warmUp:0.#} s, then measuring for {times}{measured:0.#} s"));
    }

    public Report ToReport()
    {
        var bareLoop = Results.FirstOrDefault(result => result.Call == BareLoop);
        var table = new ResultTable(
            "call", ">at once", $">{Unit}/s", ">of the bare loop", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms");
        foreach (var result in Results)
        {
            var share = bareLoop is null ? ""
                : (result.PerSecond / bareLoop.PerSecond).ToString("0 %", CultureInfo.InvariantCulture);
            table.Row(result.Call, result.Concurrency, Number(result.PerSecond), share,
                Number(result.Delay.P50Ms), Number(result.Delay.P95Ms), Number(result.Delay.P99Ms),
                Number(result.Delay.MaxMs));
        }
        return AddMachine(Report.OfDocument(new { Results = Results.Select(Json), Cpu, Machine = Machine.This }).Add(
            table), Cpu);
    }

    /// <summary>The last lines of a load test's report.</summary>
    public static Report AddMachine(Report report, IReadOnlyList<CpuShare> cpu)
    {
        foreach ((var process, var id, var cores) in cpu)
            report.Add($"cores used by {process} ({id}) while the server was measured: {Number(cores)}");
        return report.Add($"machine: {Machine.This}");
    }

    // The rate's name says what was done, so it is a key and no property.
    private Dictionary<string, object> Json(LoadResult result) => new()
    {
        ["call"] = result.Call,
        ["concurrency"] = result.Concurrency,
        ["seconds"] = result.Seconds,
        [$"{Unit}_per_second"] = result.PerSecond,
        ["delay"] = result.Delay,
    };

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
