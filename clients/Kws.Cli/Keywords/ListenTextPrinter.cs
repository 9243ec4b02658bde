using System.Globalization;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Keywords;

/// <summary>One line an event for people: words on standard output, the rest on standard error.</summary>
/// <param name="sampleRateHz">Of the audio, to print positions as seconds.</param>
/// <param name="isVerbose">Also what was nearly heard, connections and delays.</param>
/// <param name="isMany">Begin each line with the device.</param>
internal sealed class ListenTextPrinter(CliContext context, int sampleRateHz, bool isVerbose, bool isMany) : IListenPrinter
{
    private readonly Lock _lock = new();

    public void Show(ListenEvent happened)
    {
        string prefix = isMany ? $"{happened.Device,-10} " : "";
        lock (_lock)
        {
            switch (happened)
            {
                case ListenEvent.Heard { Keyword: var word }:
                    context.Out.WriteLine(prefix + Line(word));
                    break;
                case ListenEvent.AlmostHeard { NearMiss: var miss }:
                    context.Out.WriteLine(prefix + Line(miss));
                    break;
                case ListenEvent.Connected { Started: var started } when isVerbose:
                    context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{prefix}connected: model {started.ModelName} {started.ModelVersion}, from {Seconds(started.AcceptedSample):0.00} s on"));
                    break;
                case ListenEvent.Disconnected lost:
                    context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{prefix}connection lost ({lost.Reason}); again in {lost.RetryAfter.TotalSeconds:0.0} s"));
                    break;
                case ListenEvent.Finished { Result: var result }:
                    context.Error.WriteLine(prefix + Line(result));
                    break;
            }
        }
    }

    private string Line(Keyword word)
    {
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{Seconds(word.StartSample),8:0.00} s  {word.Label,-8} {word.Confidence,5:0.00}  to {Seconds(word.EndSample):0.00} s");
        return isVerbose && word.ServerDelay is { } delay
            ? line + string.Create(CultureInfo.InvariantCulture, $"  server {delay.ToTimeSpan().TotalMilliseconds:0.0} ms")
            : line;
    }

    private string Line(NearMiss miss) => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds(miss.StartSample),8:0.00} s  ({miss.Label + ")",-8}{miss.Score,5:0.00}  of {miss.Threshold:0.00}; rival {miss.Rival} {miss.RivalScore:0.00}");

    private string Line(DeviceResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Keywords} keyword{(result.Keywords == 1 ? "" : "s")} in {Seconds(result.Samples):0.0} s of audio")
        + (result.Reconnects > 0 ? $", {result.Reconnects} reconnect{(result.Reconnects == 1 ? "" : "s")}" : "")
        + (result.LostSamples > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Seconds(result.LostSamples):0.0} s LOST while away") : "");

    private double Seconds(long samples) => (double)samples / sampleRateHz;
}
