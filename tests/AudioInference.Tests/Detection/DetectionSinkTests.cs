using System.Collections.Concurrent;
using Kws.AudioInference.Detection;
using Kws.AudioInference.Tests.Hosts;
using Kws.TestSupport.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AudioInference.Tests.Detection;

public sealed class DetectionSinkTests
{
    private sealed class Collector(bool wantsAudio) : IDetectionSink
    {
        public ConcurrentQueue<KeywordDetection> Detections { get; } = new();

        public bool WantsAudio => wantsAudio;

        public void Offer(KeywordDetection detection) => Detections.Enqueue(detection);
    }

    private sealed class Thrower : IDetectionSink
    {
        public bool WantsAudio => false;

        public void Offer(KeywordDetection detection) => throw new InvalidOperationException("no room");
    }

    [Fact]
    public async Task Sinks_GetWhatTheDeviceGetsWithItsAudio_AndOneThatThrowsHarmsNobody()
    {
        using var models = new TemporaryFolder();
        TinyKeywordModel.WritePackage(models.Path);
        var collector = new Collector(wantsAudio: true);
        await using var host = await SpotterHost.StartAsync(
            new() { ["Models:Root"] = models.Path, ["Models:Keyword"] = "tiny" },
            services => services.AddSingleton<IDetectionSink, Thrower>().AddSingleton<IDetectionSink>(collector));
        host.Logs.Expect(line => line.Event.Id == 2003);

        var audio = Tones.Recording(8000, 6, (2, Tones.Yes));
        using var device = await Device.PlayAsync(host.Client, Device.Config(8000), audio);

        var keyword = Assert.Single(device.Keywords);
        var detection = Assert.Single(collector.Detections);
        Assert.Equal((keyword.Id, keyword.Label, keyword.StartSample, keyword.EndSample),
            (detection.Id, detection.Label, detection.StartSample, detection.EndSample));
        Assert.Equal(("test-device", "recording-1", 8000, "tiny"),
            (detection.DeviceId, detection.RecordingId, detection.SampleRateHz, detection.ModelName));
        Assert.Contains(host.Logs.Lines, line => line.Event.Id == 2003);

        var clip = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(detection.Audio!.Pcm).ToArray();
        var expected = audio.AsSpan((int)detection.Audio.FirstSample, clip.Length).ToArray();
        Assert.Equal(expected, clip);
        Assert.True(detection.Audio.FirstSample <= keyword.StartSample - 3900);
        Assert.Equal(keyword.EndSample + 4000, detection.Audio.FirstSample + clip.Length);
    }
}
