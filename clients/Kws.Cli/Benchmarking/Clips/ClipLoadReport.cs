using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary>What ways of classifying reached, beside each other.</summary>
internal sealed record ClipLoadReport(IReadOnlyList<ClipLoadResult> Results, IReadOnlyList<CpuShare> Cpu, Machine Machine)
{
    /// <param name="bareLoop">Its rate is what the others are measured by; null: not run.</param>
    public void WriteTable(CliContext context, ClipLoadResult? bareLoop)
    {
        var table = new ResultTable("call", ">at once", ">clips/s", ">of the bare loop", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms");
        foreach (ClipLoadResult result in Results)
            table.Row(result.Call, result.Concurrency, Number(result.ClipsPerSecond),
                bareLoop is null ? "" : (result.ClipsPerSecond / bareLoop.ClipsPerSecond).ToString("0 %", CultureInfo.InvariantCulture),
                Number(result.Delay.P50Ms), Number(result.Delay.P95Ms), Number(result.Delay.P99Ms), Number(result.Delay.MaxMs));
        table.WriteTo(context.Tables());
        foreach (CpuShare share in Cpu)
            context.Out.WriteLine($"cores used by {share.Process} ({share.Id}) while the server was measured: {Number(share.Cores)}");
        context.Out.WriteLine($"machine: {Machine}");
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
