using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.AudioInference.FunctionalTests;

/// <summary>Features from a FeatureExtraction process are the same as in process, also when that process dies
/// meanwhile.</summary>
public sealed class RemoteFeaturesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static Dictionary<string, string?> Remote(FeatureExtractionProcess features) => new()
    {
        ["Features:Source"] = "Remote",
        ["Features:Address"] = features.Address,
    };

    private static SpotConfig Config(int rate)
    {
        var config = Device.Config(rate, ResponseKind.NearMiss, ResponseKind.Acknowledged);
        config.Keywords.AddRange(
            Recordings.Words.Select(word => new KeywordChoice { Label = word, Threshold = 0.12f }));
        return config;
    }

    private static List<string> Heard(Device device) =>
        [.. device.Keywords.Select(k => $"{k.Id} {k.Label} {k.StartSample} {k.EndSample}"),
            .. device.NearMisses.Select(m => $"{m.Label} {m.StartSample}")];

    [Fact]
    public async Task Detections_OfBothSources_AreTheSame()
    {
        await using var features = new FeatureExtractionProcess();
        await features.StartAsync();
        await using var local = await SpotterHost.StartAsync();
        await using var remote = await SpotterHost.StartAsync(Remote(features));
        foreach (var rate in new[] { 16000, 44100, 8000 })
        {
            var audio = Recordings.Bursts(rate, 12, rate);
            using var here = await Device.PlayAsync(local.Client, Config(rate), audio, rate / 50);
            using var there = await Device.PlayAsync(remote.Client, Config(rate), audio, rate / 50);
            Assert.NotEmpty(here.Keywords);
            Assert.Equal(Heard(here), Heard(there));
        }
    }

    [Fact]
    public async Task Clips_OfBothSources_AreTheSame()
    {
        await using var features = new FeatureExtractionProcess();
        await features.StartAsync();
        await using var local = await SpotterHost.StartAsync();
        await using var remote = await SpotterHost.StartAsync(Remote(features));
        var pcm = System.Runtime.InteropServices.MemoryMarshal.AsBytes(Recordings.Bursts(5, 2.3).AsSpan());
        var request =
            new ClassifyRequest
            {
                Pcm =
                new PcmClip { Data = ByteString.CopyFrom(pcm), SampleRateHz = 16000, Encoding = Encoding.S16Le }
            };
        var here = await local.Client.ClassifyAsync(request).ResponseAsync.WithTimeout();
        var there = await remote.Client.ClassifyAsync(request).ResponseAsync.WithTimeout();
        Assert.Equal(here.Labels, there.Labels);
    }

    [Fact]
    public async Task FeatureExtraction_KilledAndStartedAgain_CostsNoStreamADetection()
    {
        await using var features = new FeatureExtractionProcess();
        await features.StartAsync();
        await using var local = await SpotterHost.StartAsync();
        var settings = Remote(features);
        // However long a busy machine needs to start the process again.
        settings["Streams:StallLimit"] = "00:05:00";
        await using var remote = await SpotterHost.StartAsync(settings);
        var audio = Recordings.Bursts(77, 12);
        using var expected = await Device.PlayAsync(local.Client, Config(16000), audio);

        var devices =
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Device.OpenAsync(remote.Client, Config(16000))));
        await Task.WhenAll(devices.Select(device => device.SendAsync(audio.AsMemory(0, 80_000), 0)));
        await features.KillAsync();
        var rest = Task.WhenAll(devices.Select(device => device.SendAsync(audio.AsMemory(80_000), 80_000)));
        // By then every stream has sent what it may, and nothing new will remind the lanes of it.
        await Eventually.BeAsync(() => remote.Logs.Lines.Count(line => line.Event.Id == 2007) >= 4);
        await features.StartAsync();
        await rest.WithTimeout(Patience);
        foreach (var device in devices)
        {
            await device.CloseAsync().WithTimeout(Patience);
            Assert.Equal(Heard(expected), Heard(device));
            device.Dispose();
        }
    }

    [Fact]
    public async Task FeatureExtraction_ThatStaysAway_EndsTheStreamWithAPlaceToResume()
    {
        await using var features = new FeatureExtractionProcess();
        var settings = Remote(features);
        settings["Streams:StallLimit"] = "00:00:01.5";
        await using var host = await SpotterHost.StartAsync(settings);
        using var device = await Device.OpenAsync(host.Client, Config(16000));
        var sending = device.SendAsync(Recordings.Bursts(1, 60), 0);
        var failure = await device.FailureAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("0", failure.Trailers.GetValue("kws-resume-sample"));
        await sending.WithTimeout();
    }
}
