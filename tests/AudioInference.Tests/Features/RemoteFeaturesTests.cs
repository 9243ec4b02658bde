using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Features;

/// <summary>Features from a FeatureExtraction process are the same as in process, also when that process dies
/// meanwhile.</summary>
public sealed class RemoteFeaturesTests(SpotterPair pair) : IClassFixture<SpotterPair>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public void Dispose()
    {
        pair.Local.Logs.AssertNoErrors();
        pair.Remote.Logs.AssertNoErrors();
    }

    private static SpotConfig Config(int rate)
    {
        var config = Device.Config(rate, ResponseKind.NearMiss, ResponseKind.Acknowledged);
        config.Keywords.AddRange(
            TestAudio.Words.Select(word => new KeywordChoice { Label = word, Threshold = 0.12f }));
        config.Isolation = Isolation.Off;
        return config;
    }

    private static List<string> Heard(Device device) =>
        [.. device.Keywords.Select(k => $"{k.Id} {k.Label} {k.StartSample} {k.EndSample}"),
            .. device.NearMisses.Select(m => $"{m.Label} {m.StartSample}")];

    [Fact]
    public async Task Detections_OfBothSources_AreTheSame()
    {
        await pair.Features.EnsureRunningAsync();
        foreach (var rate in new[] { 16000, 44100, 8000 })
        {
            var audio = TestAudio.Bursts(rate, 12, rate);
            using var here = await Device.PlayAsync(pair.Local.Client, Config(rate), audio, rate / 50);
            using var there = await Device.PlayAsync(pair.Remote.Client, Config(rate), audio, rate / 50);
            Assert.NotEmpty(here.Keywords);
            Assert.Equal(Heard(here), Heard(there));
        }
    }

    [Fact]
    public async Task Clips_OfBothSources_AreTheSame()
    {
        await pair.Features.EnsureRunningAsync();
        var pcm = System.Runtime.InteropServices.MemoryMarshal.AsBytes(TestAudio.Bursts(5, 2.3).AsSpan());
        var request =
            new ClassifyRequest
            {
                Pcm =
                new PcmClip { Data = ByteString.CopyFrom(pcm), SampleRateHz = 16000, Encoding = Encoding.S16Le }
            };
        var here = await pair.Local.Client.ClassifyAsync(request).ResponseAsync.WithTimeout();
        var there = await pair.Remote.Client.ClassifyAsync(request).ResponseAsync.WithTimeout();
        Assert.Equal(here.Labels, there.Labels);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task FeatureExtraction_KilledAndStartedAgain_CostsNoStreamADetection()
    {
        await pair.Features.EnsureRunningAsync();
        var brokenBefore = BrokenCalls();
        var audio = TestAudio.Bursts(77, 12);
        using var expected = await Device.PlayAsync(pair.Local.Client, Config(16000), audio);

        var devices =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Device.OpenAsync(pair.Remote.Client, Config(16000))));
        await Task.WhenAll(devices.Select(device => device.SendAsync(audio.AsMemory(0, 80_000), 0)));
        await pair.Features.KillAsync();
        var rest = Task.WhenAll(devices.Select(device => device.SendAsync(audio.AsMemory(80_000), 80_000)));
        // By then every stream has sent what it may, and nothing new will remind the lanes of it.
        await Eventually.BeAsync(() => BrokenCalls() - brokenBefore >= 4);
        await pair.Features.EnsureRunningAsync();
        await rest.WithTimeout(Patience);
        foreach (var device in devices)
        {
            await device.CloseAsync().WithTimeout(Patience);
            Assert.Equal(Heard(expected), Heard(device));
            device.Dispose();
        }
    }

    [Fact]
    public async Task Start_FeaturesFromAnotherProcess_IsWarm()
    {
        await pair.Features.EnsureRunningAsync();
        var settings = SpotterPair.FeaturesFrom(pair.Features);
        settings["WarmUp:Limit"] = "00:01:00";

        await using var host = await SpotterHost.StartAsync(settings);

        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "WarmedUp");
    }

    [Fact]
    public async Task FeatureExtraction_ThatStaysAway_EndsTheStreamWithAPlaceToResume()
    {
        await using var features = new FeatureExtractionProcess();
        var settings = SpotterPair.FeaturesFrom(features);
        settings["Streams:StallLimit"] = "00:00:00.5";
        settings["Features:InProcessWhenAway"] = "false";
        settings["WarmUp:Limit"] = "00:00:00";
        await using var host = await SpotterHost.StartAsync(settings);
        using var device = await Device.OpenAsync(host.Client, Config(16000));
        var sending = device.SendAsync(TestAudio.Bursts(1, 60), 0);
        var failure = await device.FailureAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("0", failure.Trailers.GetValue("kws-resume-sample"));
        await sending.WithTimeout();
    }

    [Fact]
    public async Task Classify_FeatureExtractionIsAway_IsUnavailableInAFewWords()
    {
        await using var features = new FeatureExtractionProcess();
        var settings = SpotterPair.FeaturesFrom(features);
        settings["Features:InProcessWhenAway"] = "false";
        settings["WarmUp:Limit"] = "00:00:00";
        await using var host = await SpotterHost.StartAsync(settings);
        var clip = new PcmClip
        {
            Data = ByteString.CopyFrom(new byte[32_000]),
            SampleRateHz = 16000,
            Encoding = Encoding.S16Le,
        };

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => host.Client.ClassifyAsync(new ClassifyRequest { Pcm = clip }).ResponseAsync).WithTimeout();

        Assert.Equal((StatusCode.Unavailable, "FeatureExtraction does not answer; try again"),
            (failure.StatusCode, failure.Status.Detail));
    }

    private int BrokenCalls() => pair.Remote.Logs.Lines.Count(line => line.Event.Id == 2007);
}
