using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Sign;

/// <summary>What ways of classifying reached, beside each other; the bare loop, if it ran, is the first.</summary>
internal sealed record SignLoadReport(IReadOnlyList<SignLoadResult> Results, IReadOnlyList<CpuShare> Cpu, Machine Machine)
{
    public void WriteTable(CliContext context)
    {
        var table = new ResultTable("call", ">at once", ">pictures/s", ">of the first", ">p50 ms", ">p95 ms", ">p99 ms", ">max ms");
        foreach (SignLoadResult result in Results)
            table.Row(result.Call, result.Concurrency, Number(result.PicturesPerSecond),
                (result.PicturesPerSecond / Results[0].PicturesPerSecond).ToString("0 %", CultureInfo.InvariantCulture),
                Number(result.Delay.P50Ms), Number(result.Delay.P95Ms), Number(result.Delay.P99Ms), Number(result.Delay.MaxMs));
        table.WriteTo(context.Tables());
        foreach (CpuShare share in Cpu)
            context.Out.WriteLine($"cores used by {share.Process} ({share.Id}) while the server was measured: {Number(share.Cores)}");
        context.Out.WriteLine($"machine: {Machine}");
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
