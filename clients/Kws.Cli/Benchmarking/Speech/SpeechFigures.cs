using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Speech;

/// <summary>One sentence as it was measured: time until its last audio, length of the speech.</summary>
internal readonly record struct Utterance(TimeSpan Whole, TimeSpan Speech);

/// <summary>What a run of <c>kws bench speech</c> found. Delays in milliseconds.</summary>
/// <param name="SlowestRealTimeFactor">Length of the speech by the time it took, of the slowest sentence; over 1 is
/// faster than real time.</param>
internal sealed record SpeechFigures(
    int Sentences, int AtOnce, double FirstAudioP50Ms, double FirstAudioP95Ms, double FirstAudioP99Ms,
        double SpeechSecondsASecond, double SlowestRealTimeFactor)
{
    /// <summary>While the sentences were spoken.</summary>
    public IReadOnlyList<CpuShare> Cpu { get; init; } = [];

    public Machine Machine { get; } = Machine.This;

    /// <param name="firstAudio">Whose delays are those to the first audio.</param>
    public static SpeechFigures Of(LoadResult firstAudio, IReadOnlyCollection<Utterance> utterances) => new(
        utterances.Count,
        firstAudio.Concurrency,
        firstAudio.Delay.P50Ms,
        firstAudio.Delay.P95Ms,
        firstAudio.Delay.P99Ms,
        utterances.Sum(utterance => utterance.Speech.TotalSeconds) / firstAudio.Seconds,
        utterances.Min(utterance => utterance.Speech / utterance.Whole));

    public Report ToReport()
    {
        var table = new ResultTable("measure", ">value")
            .Row("sentences, at once", $"{Sentences}, {AtOnce}")
            .Row("first audio p50 / p95 / p99",
                FormattableString.Invariant(
                    $"{FirstAudioP50Ms:0.0} / {FirstAudioP95Ms:0.0} / {FirstAudioP99Ms:0.0} ms"))
            .Row("speech made a second", FormattableString.Invariant($"{SpeechSecondsASecond:0.0} s"))
            .Row("slowest sentence", FormattableString.Invariant($"{SlowestRealTimeFactor:0.0} x real time"));
        return LoadReport.AddMachine(Report.OfDocument(this).Add(table), Cpu);
    }
}
