using System.Globalization;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>What a run of <c>kws bench streams</c> measured.</summary>
/// <param name="UndecidedSamples">Sent but not decided when every stream had closed: audio dropped.</param>
/// <param name="Failures">Reasons for which streams ended early, with how often.</param>
/// <param name="Cpu">This process first, then those of the servers.</param>
/// <param name="Memory">Of the servers' processes.</param>
/// <param name="Speed">How many times as fast as it is spoken audio was sent.</param>
/// <param name="Cost">Of each of the servers' processes; null unless asked for.</param>
internal sealed record StreamLoadResult(
    int Streams,
    int Connections,
    double Seconds,
    DelaySummary FromDue,
    DelaySummary FromSent,
    DelaySummary Keyword,
    DelaySummary Lateness,
    DelaySummary Timer,
    long Chunks,
    long ExpectedChunks,
    long UndecidedSamples,
    IReadOnlyDictionary<string, int> Failures,
    IReadOnlyList<CpuShare> Cpu,
    IReadOnlyList<MemoryUse> Memory,
    double Speed,
    Machine Machine,
    IReadOnlyList<StreamCost>? Cost = null)
{
    private const double MostLateMs = 20;

    /// <summary>No stream failed, nothing undecided, and the generator kept its pace.</summary>
    public bool IsWhole =>
        Failures.Count == 0 && UndecidedSamples == 0 && Chunks >= ExpectedChunks * 0.99 && !IsSpoilt;

    /// <summary>The generator was late itself, and by so much that the delays are in good part its own.</summary>
    public bool IsSpoilt => Timer.P99Ms > MostLateMs && Timer.P99Ms > FromDue.P99Ms / 4;

    public Report ToReport()
    {
        var report = Report.OfDocument(this).Add(Delays()).Add(Facts());
        if (Cost is not null)
            report.Add(StreamCost.Table(Cost, Streams));
        return IsSpoilt
            ? report.Add(string.Create(CultureInfo.InvariantCulture,
                $"SPOILT: the generator itself was {Timer.P99Ms:0} ms late (p99); these are not the server's delays. " +
                $"Run it with fewer streams, or on another machine."))
            : report;
    }

    private ResultTable Delays()
    {
        var table = new ResultTable("~delay, ms", ">p50", ">p95", ">p99", ">max", ">count")
            .Title(string.Create(CultureInfo.InvariantCulture,
                $"{Kind}, {Connections} connections, {Seconds:0.0} s"));
        AddRow("last sample due -> decision received", FromDue);
        AddRow("last sample sent -> decision received", FromSent);
        AddRow("last sample due -> keyword received", Keyword);
        AddRow("last sample due -> sent", Lateness);
        AddRow("generator's own lateness", Timer);
        return table;

        void AddRow(string name, DelaySummary delay) =>
            table.Row(name, Ms(delay.P50Ms), Ms(delay.P95Ms), Ms(delay.P99Ms), Ms(delay.MaxMs), delay.Count);
    }

    private string Kind => Speed == 1
        ? $"{Streams} real-time streams"
        : string.Create(CultureInfo.InvariantCulture,
            $"{Streams} streams {Speed:0.##} times as fast as they are spoken");

    private ResultTable Facts()
    {
        var facts = new ResultTable("", "~")
            .Row("chunks sent", string.Create(CultureInfo.InvariantCulture, $"{Chunks} of {ExpectedChunks} due"))
            .Row("samples sent but not decided", UndecidedSamples)
            .Row("streams that failed", Failures.Values.Sum());
        foreach ((var reason, var count) in Failures)
            facts.Row($"  {count} times", reason);
        foreach (var share in Cpu)
            facts.Row($"cores used by {share.Process} ({share.Id})",
                share.Cores.ToString("0.00", CultureInfo.InvariantCulture));
        foreach (var use in Memory)
            facts.Row($"memory of {use.Process} ({use.Id})", string.Create(CultureInfo.InvariantCulture,
                $"{use.BeginMb:0} MB in the first tenth, {use.EndMb:0} MB in the last, {use.MostMb:0} MB at most"));
        return facts.Row("machine", Machine);
    }

    private static string Ms(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
