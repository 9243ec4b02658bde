using Kws.Audio.Tests.Wav;

namespace Kws.Audio.Tests.Channels;

/// <summary>Several channels become one that does not lose what is said.</summary>
public sealed class MonoMixTests
{
    private const int Rate = 16_000;
    private static readonly float[] s_voice = TestSignals.Sine(440, Rate, Rate);

    public static TheoryData<string, float[], int> Recordings => new()
    {
        { "the same", [1, 1], 0 },
        { "opposite phase", [1, -1], 1 },
        { "opposite phase, the second louder", [0.5f, -0.6f], 2 },
        { "the first of six", [1, 0, 0, 0, 0, 0], 1 },
        { "one of two", [0, 1], 0 },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Read_Channels_AreAveragedUnlessThatLosesTheVoice(string name, float[] gains, int alone)
    {
        var audio = WavReader.Read(File(gains));

        var gain = alone == 0 ? gains.Average() : gains[alone - 1];
        for (var i = 0; i < s_voice.Length; i++)
            Assert.Equal(s_voice[i] * gain, audio.Mono[i], 1e-4f);
        Assert.Equal(alone == 0 ? [] : [Warning(alone, gains.Length)], audio.Warnings);
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task LiveAudio_AfterATenthOfASecond_IsTheVoiceToo(string name, float[] gains, int alone)
    {
        var warnings = new List<string>();

        var mono = await ReadLiveAsync(File(gains), 160, warnings);

        var gain = alone == 0 ? gains.Average() : gains[alone - 1];
        for (var i = Rate / 5; i < s_voice.Length; i++)
            Assert.Equal(s_voice[i] * gain, mono[i], 1e-4f);
        Assert.Equal(alone == 0 ? [] : [Warning(alone, gains.Length)], warnings);
        Assert.NotEmpty(name);
    }

    [Fact]
    public async Task LiveAudio_WhenAChannelTakesOver_HasNoClick()
    {
        // Slow enough that no step of the signal itself is near one of a hard switch.
        var slow = TestSignals.Sine(40, Rate, Rate);
        var file = File([1, -1], slow);

        var mono = await ReadLiveAsync(file, 99, []);

        var largest = slow.Zip(slow.Skip(1)).Max(pair => Math.Abs(pair.Second - pair.First));
        Assert.InRange(mono.Zip(mono.Skip(1)).Max(pair => Math.Abs(pair.Second - pair.First)), 0, 1.2f * largest);
    }

    [Fact]
    public async Task LiveAudio_AnyChunking_IsTheSame()
    {
        var file = File([1, -0.9f]);

        Assert.Equal(await ReadLiveAsync(file, 1_000_000, []), await ReadLiveAsync(file, 37, []));
    }

    private static string Warning(int alone, int channels) =>
        $"channel {alone} of {channels} is heard alone: the mean of all is more than 6 dB below it";

    private static byte[] File(float[] gains, float[]? voice = null) => WavBytes.File(
        WavBytes.Chunk("fmt ", WavBytes.Format(1, gains.Length, Rate, 16)),
        WavBytes.Chunk("data", WavBytes.Pcm16(
            [.. (voice ?? s_voice).SelectMany(x => gains.Select(gain => Pcm16.FromFloat(x * gain)))])));

    private static async Task<float[]> ReadLiveAsync(byte[] file, int chunk, List<string> warnings)
    {
        using var stream = new MemoryStream(file);
        var live = await WavStream.OpenAsync(stream, default, warnings.Add, default).WithTimeout();
        var (mono, buffer) = (new List<float>(), new float[chunk]);
        for (int read; (read = await live.ReadAsync(buffer, default).AsTask().WithTimeout()) > 0;)
            mono.AddRange(buffer[..read]);
        return [.. mono];
    }
}
