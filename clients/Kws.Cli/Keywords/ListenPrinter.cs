using System.Globalization;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Keywords;

/// <summary>Shows what devices hear, as it happens. Called from many threads.</summary>
/// <remarks>
/// As JSON an object a line on standard output; for people words on standard output, the rest on standard error.
/// </remarks>
internal sealed class ListenPrinter(CliContext context)
{
    private readonly Lock _lock = new();

    public required bool AsJson { get; init; }

    /// <summary>Of the audio, to print positions as seconds.</summary>
    public required int SampleRateHz { get; init; }

    /// <summary>Also what was nearly heard, connections and delays.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Begin each line with the device.</summary>
    public bool IsMany { get; init; }

    public void Show(ListenEvent happened)
    {
        lock (_lock)
        {
            if (AsJson)
                context.Out.WriteLine(JsonOutput.ToLine(happened.ToJson()));
            else if (Line(happened) is { } line)
                WriterFor(happened).WriteLine((IsMany ? $"{happened.Device,-10} " : "") + line);
            context.Out.Flush();
        }
    }

    private TextWriter WriterFor(ListenEvent happened) =>
        happened is ListenEvent.Heard or ListenEvent.AlmostHeard ? context.Out : context.Error;

    private string? Line(ListenEvent happened) => happened switch
    {
        ListenEvent.Heard heard => Line(heard.Keyword),
        ListenEvent.AlmostHeard almost => Line(almost.NearMiss),
        ListenEvent.Connected { Started: var started } when IsVerbose =>
            $"connected: model {started.ModelName} {started.ModelVersion}, from {Seconds(started.AcceptedSample)} s on",
        ListenEvent.Disconnected lost =>
            Invariant($"connection lost ({lost.Reason}); again in {lost.RetryAfter.TotalSeconds:0.0} s"),
        ListenEvent.Finished finished => Line(finished.Result),
        _ => null,
    };

    private string Line(Keyword word)
    {
        (var from, var to) = (Seconds(word.StartSample), Seconds(word.EndSample));
        var line = Invariant($"{from,8} s  {word.Label,-8} {word.Confidence,5:0.00}  to {to} s");
        return IsVerbose && word.ServerDelay is { } delay
            ? line + Invariant($"  server {delay.ToTimeSpan().TotalMilliseconds:0.0} ms")
            : line;
    }

    private string Line(NearMiss miss)
    {
        var label = miss.Label + ")";
        return Invariant($"{Seconds(miss.StartSample),8} s  ({label,-8}{miss.Score,5:0.00}  of {miss.Threshold:0.00}")
            + Invariant($"; rival {miss.Rival} {miss.RivalScore:0.00}");
    }

    private string Line(DeviceResult result) =>
        Invariant($"{result.Keywords} keyword{Plural(result.Keywords)} in {Seconds(result.Samples, "0.0")} s of audio")
        + (result.Reconnects > 0 ? $", {result.Reconnects} reconnect{Plural(result.Reconnects)}" : "")
        + (result.LostSamples > 0 ? $", {Seconds(result.LostSamples, "0.0")} s LOST while away" : "");

    private static string Plural(int count) => count == 1 ? "" : "s";

    private string Seconds(long samples, string format = "0.00") =>
        ((double)samples / SampleRateHz).ToString(format, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
