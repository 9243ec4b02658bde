using System.Runtime.InteropServices;
using Google.Protobuf;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Clips;

/// <summary>Audio of any rate, length and layout that is documented is heard.</summary>
public sealed class AudioInputTests(TinySpotter spotter) : IClassFixture<TinySpotter>, IDisposable
{
    public void Dispose() => spotter.Host.Logs.AssertNoErrors();

    [Theory]
    [InlineData(4_000)]
    [InlineData(12_000)]
    [InlineData(15_999)]
    [InlineData(24_000)]
    [InlineData(44_101)]
    [InlineData(96_000)]
    [InlineData(192_000)]
    public async Task Stream_OfAnyRate_IsHeard(int rate)
    {
        using var device = await Device.PlayAsync(spotter.Host.Client, Device.Config(rate),
            Tones.Recording(rate, 4, (1.5, Tones.Yes)), rate / 50);

        var word = Assert.Single(device.Keywords);
        Assert.Equal("yes", word.Label);
        Assert.InRange((double)word.StartSample / rate, 1.0, 2.4);
    }

    [Fact]
    public async Task Clip_OfTheLongestTimeInStereo_IsTakenInOneMessage()
    {
        var mono = Tones.Recording(48_000, 60, (41, Tones.No));
        var stereo = new short[2 * mono.Length];
        for (var i = 0; i < mono.Length; i++)
            stereo[2 * i] = stereo[(2 * i) + 1] = mono[i];

        var answer = await ClassifyAsync(WavFile.Create(stereo, 48_000, channels: 2));

        Assert.Equal("no", answer.Labels[0].Label);
        Assert.Empty(answer.Warnings);
    }

    [Fact]
    public async Task Clip_OfOppositePhaseOrARaggedEnd_IsHeardWithAWarning()
    {
        var mono = Tones.Recording(16_000, 1, (0.1, Tones.Yes));
        short[] stereo = [.. mono.SelectMany(x => new[] { x, (short)-x })];
        var bytes = ByteString.CopyFrom([.. WavFile.Create(stereo, channels: 2, dataBytes: (uint)stereo.Length * 2 + 3)
            .Span, 1, 2, 3]);

        var answer = await ClassifyAsync(bytes);

        Assert.Equal("yes", answer.Labels[0].Label);
        Assert.Equal(
            [
                "the last frame is incomplete (3 of 4 bytes) and left out",
                "channel 1 of 2 is heard alone: the mean of all is more than 6 dB below it",
            ],
            answer.Warnings);
    }

    [Fact]
    public async Task Clip_OfUnknownLength_IsHeardToItsEnd()
    {
        var samples = Tones.Recording(16_000, 2, (1.0, Tones.Yes));

        var open = await ClassifyAsync(WavFile.Create(samples, dataBytes: 0));
        var pcm = await spotter.Host.Client.ClassifyAsync(new ClassifyRequest
        {
            Pcm = new PcmClip
            {
                Data = ByteString.CopyFrom(MemoryMarshal.AsBytes(samples.AsSpan())),
                SampleRateHz = 16_000,
                Encoding = Encoding.S16Le,
            },
        }).ResponseAsync.WithTimeout();

        Assert.Equal(pcm.Labels, open.Labels);
    }

    private Task<ClassifyResponse> ClassifyAsync(ByteString wav) =>
        spotter.Host.Client.ClassifyAsync(new ClassifyRequest { Wav = wav }).ResponseAsync.WithTimeout();
}
