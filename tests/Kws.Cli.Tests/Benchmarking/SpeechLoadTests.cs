using Kws.Cli.Benchmarking;
using Kws.Cli.Benchmarking.Speech;
using Kws.Cli.Servers;
using Kws.Cli.Tests.Hosts;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class SpeechLoadTests
{
    [Fact]
    public void Figures_OfUtterances_AreSpeechASecondAndTheSlowestFactor()
    {
        var firstAudio = new LoadResult("Synthesize", 2, Seconds: 3, new DelaySummary(3, 10, 20, 30, 40));

        var figures = SpeechFigures.Of(
            firstAudio, [Spoken(whole: 1, speech: 4), Spoken(whole: 2, speech: 3), Spoken(whole: 0.5, speech: 5)]);

        Assert.Equal((3, 2), (figures.Sentences, figures.AtOnce));
        Assert.Equal((10, 20, 30), (figures.FirstAudioP50Ms, figures.FirstAudioP95Ms, figures.FirstAudioP99Ms));
        Assert.Equal((4, 1.5), (figures.SpeechSecondsASecond, figures.SlowestRealTimeFactor));
    }

    [Fact]
    public async Task Run_Sentences_AreEachSpokenOnceAndMeasuredToTheirFirstAudio()
    {
        var time = new FakeTimeProvider();
        var voices = new ScriptedVoices
        {
            BeforeHalf = half =>
            {
                time.Advance(TimeSpan.FromMilliseconds(half == 0 ? 30 : 170));
                return Task.CompletedTask;
            },
        };
        await using var host = await ScriptedHost.StartAsync(voices);
        using var channel = ServerChannel.Open(new ServerEndpoint(new Uri(host.Address)));

        var figures = await new SpeechLoad(new Kws.Speech.V1.Speech.SpeechClient(channel), time).RunAsync(
            5, 1, default).WithTimeout();

        Assert.Equal(5, voices.Requests.Select(request => request.Text).Distinct().Count());
        Assert.Equal((5, 1), (figures.Sentences, figures.AtOnce));
        // The second half may have been made when the first is heard.
        Assert.InRange(figures.FirstAudioP50Ms, 30, 201);
        var speech = ScriptedVoices.SamplesOf(voices.Requests[0].Text, 22_050) / 22_050.0;
        Assert.Equal(speech / 0.2, figures.SlowestRealTimeFactor, speech / 100);
        Assert.Equal(speech / 0.2, figures.SpeechSecondsASecond, speech / 100);
    }

    [Fact]
    public async Task Run_MoreAtOnceThanSentences_SpeaksEachOnce()
    {
        var voices = new ScriptedVoices();
        await using var host = await ScriptedHost.StartAsync(voices);
        using var channel = ServerChannel.Open(new ServerEndpoint(new Uri(host.Address)));

        await new SpeechLoad(new Kws.Speech.V1.Speech.SpeechClient(channel), TimeProvider.System).RunAsync(
            2, 8, default).WithTimeout();

        Assert.Equal(2, voices.Requests.Count);
    }

    private static Utterance Spoken(double whole, double speech) =>
        new(TimeSpan.FromSeconds(whole), TimeSpan.FromSeconds(speech));
}
