using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>A load test's result for people.</summary>
internal static class StreamLoadReport
{
    public static void Write(CliContext context, StreamLoadResult result)
    {
        var delays = new ResultTable("delay, ms", ">p50", ">p95", ">p99", ">max", ">count")
            .Title(string.Create(CultureInfo.InvariantCulture, $"{result.Streams} real-time streams, {result.Connections} connections, {result.Seconds:0.0} s"));
        AddRow(delays, "last sample due -> decision received", result.FromDue);
        AddRow(delays, "last sample sent -> decision received", result.FromSent);
        AddRow(delays, "last sample due -> keyword received", result.Keyword);
        AddRow(delays, "generator's own lateness", result.Lateness);
        delays.WriteTo(context.Tables());

        var facts = new ResultTable("", "")
            .Row("chunks sent", string.Create(CultureInfo.InvariantCulture, $"{result.Chunks} of {result.ExpectedChunks} due"))
            .Row("samples sent but not decided", result.UndecidedSamples)
            .Row("streams that failed", result.Failures.Values.Sum());
        foreach ((string reason, int count) in result.Failures)
            facts.Row($"  {count} times", reason);
        foreach (CpuShare share in result.Cpu)
            facts.Row($"cores used by {share.Process} ({share.Id})", share.Cores.ToString("0.00", CultureInfo.InvariantCulture));
        facts.Row("machine", result.Machine);
        facts.WriteTo(context.Tables());
    }

    private static void AddRow(ResultTable table, string name, DelaySummary delay) =>
        table.Row(name, Ms(delay.P50Ms), Ms(delay.P95Ms), Ms(delay.P99Ms), Ms(delay.MaxMs), delay.Count);

    private static string Ms(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
