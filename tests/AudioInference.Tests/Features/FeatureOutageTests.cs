using System.Diagnostics;
using Google.Protobuf;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Features;

/// <summary>FeatureExtraction hangs and crashes while devices speak.</summary>
public sealed class FeatureOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(4);
    private readonly FeatureExtractionProcess _first = new();
    private readonly FeatureExtractionProcess _second = new();

    public Task InitializeAsync() => Task.WhenAll(_first.EnsureRunningAsync(), _second.EnsureRunningAsync());

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Devices_InstancesHangAndCrash_HearEveryWordOnceAndSoon()
    {
        await using var local = await SpotterHost.StartAsync();
        await using var host = await SpotterHost.StartAsync(new Dictionary<string, string?>
        {
            ["Features:Source"] = "Remote",
            ["services:featureextraction:http:0"] = _first.Address,
            ["services:featureextraction:http:1"] = _second.Address,
        });
        var audio = TestAudio.Bursts(78, 14);
        using var expected = await Device.PlayAsync(local.Client, Config(), audio);

        var devices = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Device.OpenAsync(host.Client, Config())));
        var speaking = Task.WhenAll(devices.Select(device => SpeakAsync(device, audio)));
        await Task.Delay(TimeSpan.FromSeconds(2));
        await _first.HangAsync();
        await Task.Delay(TimeSpan.FromSeconds(3));
        await _second.HangAsync();
        var answer = await ClassifyAsync(host);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await Task.WhenAll(_first.GoOnAsync(), _second.GoOnAsync());
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Task.WhenAll(_first.KillAsync(), _second.KillAsync());
        await speaking.WithTimeout(TimeSpan.FromMinutes(1));

        Assert.InRange(answer, TimeSpan.Zero, MostSilence);
        foreach (var device in devices)
        {
            await device.CloseAsync().WithTimeout();
            Assert.Equal(Heard(expected), Heard(device));
            Assert.InRange(device.LongestSilence, TimeSpan.Zero, MostSilence);
            device.Dispose();
        }
    }

    /// <summary>Sends audio as it is spoken.</summary>
    private static async Task SpeakAsync(Device device, short[] audio)
    {
        const int Chunk = 1_600;
        var begun = Stopwatch.GetTimestamp();
        for (var at = 0; at < audio.Length; at += Chunk)
        {
            var early = TimeSpan.FromSeconds(at / 16_000.0) - Stopwatch.GetElapsedTime(begun);
            if (early > TimeSpan.Zero)
                await Task.Delay(early);
            await device.SendAsync(audio.AsMemory(at, Chunk), at);
        }
    }

    /// <returns>How long the answer took.</returns>
    private static async Task<TimeSpan> ClassifyAsync(SpotterHost host)
    {
        var clip = new PcmClip
        {
            Data = ByteString.CopyFrom(new byte[32_000]),
            SampleRateHz = 16_000,
            Encoding = Encoding.S16Le,
        };
        var begun = Stopwatch.GetTimestamp();
        await host.Client.ClassifyAsync(new ClassifyRequest { Pcm = clip }).ResponseAsync.WithTimeout();
        return Stopwatch.GetElapsedTime(begun);
    }

    private static SpotConfig Config()
    {
        var config = Device.Config(16_000, ResponseKind.Scores);
        config.Keywords.AddRange(
            TestAudio.Words.Select(word => new KeywordChoice { Label = word, Threshold = 0.12f }));
        return config;
    }

    private static List<string> Heard(Device device) =>
        [.. device.Keywords.Select(k => $"{k.Id} {k.Label} {k.StartSample} {k.EndSample}")];
}
