using Kws.Cli.Benchmarking;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Speaking;

/// <summary>One sentence as it was measured: delay of the first audio, time until the last, length of the speech.</summary>
internal readonly record struct Utterance(TimeSpan FirstAudio, TimeSpan Whole, TimeSpan Speech);

/// <summary>What a run of <c>kws bench speech</c> found. Delays in milliseconds.</summary>
/// <param name="SlowestRealTimeFactor">Length of the speech by the time it took, of the slowest sentence; over 1 is faster than real time.</param>
internal sealed record SpeechFigures(
    int Sentences, int AtOnce, double FirstAudioP50Ms, double FirstAudioP95Ms, double FirstAudioP99Ms, double SpeechSecondsASecond, double SlowestRealTimeFactor)
{
    public static SpeechFigures Of(Utterance[] utterances, int atOnce, TimeSpan wall)
    {
        var delays = new DelayHistogram();
        foreach (var utterance in utterances)
            delays.Add(utterance.FirstAudio);
        var firstAudio = delays.Summary();
        return new SpeechFigures(
            utterances.Length,
            atOnce,
            firstAudio.P50Ms,
            firstAudio.P95Ms,
            firstAudio.P99Ms,
            utterances.Sum(utterance => utterance.Speech.TotalSeconds) / wall.TotalSeconds,
            utterances.Min(utterance => utterance.Speech / utterance.Whole));
    }

    public void WriteTo(CliContext context) =>
        new ResultTable("measure", ">value")
            .Row("sentences, at once", $"{Sentences}, {AtOnce}")
            .Row("first audio p50 / p95 / p99", FormattableString.Invariant($"{FirstAudioP50Ms:0.0} / {FirstAudioP95Ms:0.0} / {FirstAudioP99Ms:0.0} ms"))
            .Row("speech made a second", FormattableString.Invariant($"{SpeechSecondsASecond:0.0} s"))
            .Row("slowest sentence", FormattableString.Invariant($"{SlowestRealTimeFactor:0.0} x real time"))
            .WriteTo(context.Tables());
}
