using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Keywords;

/// <summary>One JSON object a line on standard output, with <c>event</c> and <c>device</c> first.</summary>
internal sealed class ListenJsonPrinter(CliContext context) : IListenPrinter
{
    private readonly Lock _lock = new();

    public void Show(ListenEvent happened)
    {
        string line = happened switch
        {
            ListenEvent.Heard { Keyword: var word } => JsonOutput.ToLine(new
            {
                Event = "keyword",
                happened.Device,
                word.Id,
                word.Label,
                word.Confidence,
                word.StartSample,
                word.EndSample,
                word.DecidedSample,
                word.ModelVersion,
                ServerDelayMs = word.ServerDelay?.ToTimeSpan().TotalMilliseconds,
            }),
            ListenEvent.AlmostHeard { NearMiss: var miss } => JsonOutput.ToLine(new
            {
                Event = "near_miss",
                happened.Device,
                miss.Label,
                miss.Score,
                miss.Threshold,
                miss.Rival,
                miss.RivalScore,
                miss.StartSample,
                miss.EndSample,
            }),
            ListenEvent.Connected { Started: var started } => Connected(happened.Device, started),
            ListenEvent.Disconnected lost => JsonOutput.ToLine(new
            {
                Event = "disconnected",
                lost.Device,
                lost.Reason,
                RetryAfterMs = lost.RetryAfter.TotalMilliseconds,
            }),
            ListenEvent.Finished { Result: var result } => JsonOutput.ToLine(new
            {
                Event = "finished",
                happened.Device,
                result.Samples,
                result.Keywords,
                result.Reconnects,
                result.LostSamples,
            }),
            _ => throw new InvalidOperationException($"no JSON for {happened.GetType().Name}"),
        };
        lock (_lock)
        {
            context.Out.WriteLine(line);
            context.Out.Flush();
        }
    }

    private static string Connected(string device, Started started) => JsonOutput.ToLine(new
    {
        Event = "connected",
        device,
        started.SessionId,
        started.RecordingId,
        started.ModelName,
        started.ModelVersion,
        started.AcceptedSample,
        started.StrideSamples,
        started.WindowSamples,
    });
}
