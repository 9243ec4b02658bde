using System.Globalization;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Spotting;

[Collection(ShippedSpotter.Shared)]
public sealed class SpotDrainTests(ShippedSpotter spotter) : IDisposable
{
    public void Dispose() => Host.Logs.AssertNoErrors();

    private SpotterHost Host => spotter.Host;

    [Fact]
    public async Task DrainedStream_ResumedOnAnotherServer_HearsEachWordOnce()
    {
        var audio = TestAudio.Bursts(21, 14);
        using var whole = await Device.PlayAsync(Host.Client, Config(0), audio);
        var first = await SpotterHost.StartAsync();
        using var device = await Device.OpenAsync(first.Client, Config(0));
        await device.SendAsync(audio.AsMemory(0, 140_000), 0);
        // A word heard in the first second alone would leave the resume position at the beginning.
        await Eventually.BeAsync(() => device.Keywords.Any()
            && device.Acknowledgements.Any(ack => ack.ResumeSample > 0));

        var stopping = first.StopAsync();
        var failure = await device.FailureAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("draining", failure.Status.Detail);
        var resume = int.Parse(failure.Trailers.GetValue("kws-resume-sample")!, CultureInfo.InvariantCulture);
        Assert.InRange(resume, 1, 140_000);
        await stopping.WithTimeout();
        await first.DisposeAsync();

        using var resumed = await Device.PlayAsync(Host.Client, Config(resume), audio.AsMemory(resume));
        Assert.Equal(whole.Keywords.Select(k => k.Id),
            device.Keywords.Concat(resumed.Keywords).Select(k => k.Id).Distinct());
    }

    private static SpotConfig Config(long resume)
    {
        var config = Device.Config(16000, ResponseKind.Acknowledged);
        config.ResumeSample = resume;
        config.Keywords.AddRange(
            TestAudio.Words.Select(word => new KeywordChoice { Label = word, Threshold = 0.12f }));
        config.Isolation = Isolation.Off;
        return config;
    }
}
