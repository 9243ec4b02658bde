using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>Prints what a session reads, as it comes: a line an event, for people or as JSON.</summary>
internal sealed class SignPrinter(CliContext context, bool json)
{
    public void Print(ReadResponse response)
    {
        if (!json)
            PrintText(response);
        else if (Describe(response) is { } value)
            context.Out.WriteLine(JsonOutput.ToLine(value));
    }

    private static object? Describe(ReadResponse response) => response.BodyCase switch
    {
        ReadResponse.BodyOneofCase.Started => Describe(response.Started),
        ReadResponse.BodyOneofCase.Observed => Describe(response.Observed),
        ReadResponse.BodyOneofCase.Letter => Describe(response.Letter),
        ReadResponse.BodyOneofCase.Word => Describe(response.Word),
        ReadResponse.BodyOneofCase.Speech when response.Speech.Error.Length > 0 =>
            new { Event = "not_spoken", response.Speech.OfId, response.Speech.Error },
        _ => null,
    };

    private static object Describe(Started started) => new
    {
        Event = "started",
        started.SessionId,
        Model = $"{started.ModelName} {started.ModelVersion}",
    };

    private void PrintText(ReadResponse response)
    {
        switch (response.BodyCase)
        {
            case ReadResponse.BodyOneofCase.Started:
                context.Error.WriteLine(
                    $"reading with model {response.Started.ModelName} {response.Started.ModelVersion}");
                break;
            case ReadResponse.BodyOneofCase.Observed when response.Observed.Error.Length > 0:
                context.Error.WriteLine($"kws: frame {response.Observed.FrameIndex}: {response.Observed.Error}");
                break;
            case ReadResponse.BodyOneofCase.Observed:
                var seen = string.Join("  ",
                    response.Observed.Letters.Select(letter => Invariant($"{letter.Letter} {letter.Posterior:0.00}")));
                context.Out.WriteLine(
                    $"frame {response.Observed.FrameIndex,5}  {(seen.Length > 0 ? seen : "not sure")}");
                break;
            case ReadResponse.BodyOneofCase.Letter:
                var shown = Invariant($"{Seconds(response.Letter.FirstCaptured):0.00} s");
                context.Out.WriteLine(
                    Invariant($"letter {response.Letter.Letter_}  {response.Letter.Confidence:0.00}  at {shown}")
                    + (response.Letter.Experimental ? "  (from motion, experimental)" : ""));
                break;
            case ReadResponse.BodyOneofCase.Word:
                var correction = response.Word.Proposed == response.Word.Spelled
                    ? ""
                    : $"  (likely {response.Word.Proposed})";
                var from = Invariant($"{Seconds(response.Word.FirstCaptured):0.00} s");
                var to = Invariant($"{Seconds(response.Word.LastCaptured):0.00} s");
                context.Out.WriteLine($"word   {response.Word.Spelled}{correction}  from {from} to {to}");
                break;
            case ReadResponse.BodyOneofCase.Speech when response.Speech.Error.Length > 0:
                context.Error.WriteLine($"kws: not spoken: {response.Speech.Error}");
                break;
        }
    }

    private static object Describe(Observed observed) => new
    {
        Event = "observed",
        observed.FrameIndex,
        observed.Confident,
        Letters = observed.Letters.Select(letter => new { letter.Letter, letter.Posterior }),
        Hand = observed.Hand is { } hand ? new { hand.Left, hand.Top, hand.Right, hand.Bottom } : null,
        Error = observed.Error.Length > 0 ? observed.Error : null,
    };

    private static object Describe(Letter letter) => new
    {
        Event = "letter",
        letter.Id,
        Letter = letter.Letter_,
        letter.Confidence,
        FirstCapturedS = Seconds(letter.FirstCaptured),
        CommittedS = Seconds(letter.Committed),
        Replaces = letter.Replaces.Length > 0 ? letter.Replaces : null,
        Experimental = letter.Experimental ? (bool?)true : null,
    };

    private static object Describe(Word word) => new
    {
        Event = "word",
        word.Id,
        word.Spelled,
        word.Proposed,
        FirstCapturedS = Seconds(word.FirstCaptured),
        LastCapturedS = Seconds(word.LastCaptured),
    };

    private static double Seconds(Duration time) => time.ToTimeSpan().TotalSeconds;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
