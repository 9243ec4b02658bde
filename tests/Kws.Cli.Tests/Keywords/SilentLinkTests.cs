using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.Keywords;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>A connection that looks well, and nobody answers on it.</summary>
public class SilentLinkTests
{
    [Fact]
    public async Task Device_ServerAnswersNothingAnyMore_ConnectsAgainAndLosesNothing()
    {
        var spotter = new ScriptedSpotter
        {
            // The first session hangs; it ends with its call.
            BeforeChunk = (session, position, context) => session == 1 && position > 2 * CountedAudio.RateHz
                ? Task.Delay(Timeout.Infinite, context.CancellationToken)
                : Task.CompletedTask,
        };
        await using var host = await ScriptedHost.StartAsync(spotter);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var events = new List<ListenEvent>();
        var device = new Device("silent", new KeywordSpotter.KeywordSpotterClient(channel),
            new RecordingInput(CountedAudio.Seconds(6)), new ListenSettings
            {
                Chunk = TimeSpan.FromSeconds(0.1),
                RealTime = false,
                RetryFor = TimeSpan.FromSeconds(30),
                MostSilence = TimeSpan.FromSeconds(0.8),
            }, TimeProvider.System, e =>
            {
                lock (events)
                    events.Add(e);
            });

        var result = await device.RunAsync(CancellationToken.None).WithTimeout();

        Assert.Equal((1, 0, 6), (result.Reconnects, result.LostSamples, result.Keywords));
        Assert.Equal("the server answered nothing for 0.8 s",
            Assert.Single(events.OfType<ListenEvent.Disconnected>()).Reason);
        Assert.Empty(spotter.Faults);
    }
}
