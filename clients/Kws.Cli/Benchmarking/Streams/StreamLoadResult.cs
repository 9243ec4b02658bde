namespace Kws.Cli.Benchmarking.Streams;

/// <summary>What a run of <c>kws bench streams</c> measured.</summary>
/// <param name="UndecidedSamples">Sent but not decided when every stream had closed: audio dropped.</param>
/// <param name="Failures">Reasons for which streams ended early, with how often.</param>
internal sealed record StreamLoadResult(
    int Streams,
    int Connections,
    double Seconds,
    DelaySummary FromDue,
    DelaySummary FromSent,
    DelaySummary Keyword,
    DelaySummary Lateness,
    long Chunks,
    long ExpectedChunks,
    long UndecidedSamples,
    IReadOnlyDictionary<string, int> Failures,
    IReadOnlyList<CpuShare> Cpu,
    Machine Machine)
{
    /// <summary>No stream failed, nothing undecided, and the generator kept its pace.</summary>
    public bool IsWhole => Failures.Count == 0 && UndecidedSamples == 0 && Chunks >= ExpectedChunks * 0.99;
}
