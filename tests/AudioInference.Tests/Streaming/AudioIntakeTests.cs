using System.Buffers.Binary;
using Kws.Audio;
using Kws.AudioInference.Streaming;

namespace Kws.AudioInference.Tests.Streaming;

/// <summary>Chunks at their limits: whole samples, a second, no hole, and what was received before.</summary>
public sealed class AudioIntakeTests
{
    [Theory]
    [InlineData(320, 1_000, 0)]
    [InlineData(320, 900, 200)]
    [InlineData(320, 840, 320)]
    [InlineData(320, 0, 320)]
    [InlineData(0, 1_000, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(32_000, 1_000, 0)]
    public void BytesToSkip_OfAChunk_AreThoseReceivedBefore(int bytes, long firstSample, int expected) =>
        Assert.Equal(expected, Intake(acceptedSample: 1_000).BytesToSkip(bytes, firstSample));

    [Theory]
    [InlineData(321, 1_000, "chunk.pcm is 321 bytes; allowed: a whole number of samples of 2 bytes")]
    [InlineData(32_002, 1_000, "chunk.pcm is 32002 bytes; allowed: at most 1 s, 32000 bytes")]
    [InlineData(320, 1_001,
        "chunk.first_sample_index is 1001; allowed: 0 to 1000, the end of the audio received: no hole")]
    [InlineData(320, -1,
        "chunk.first_sample_index is -1; allowed: 0 to 1000, the end of the audio received: no hole")]
    [InlineData(320, long.MaxValue,
        "chunk.first_sample_index is 9223372036854775807; allowed: 0 to 1000, the end of the audio received: no hole")]
    [InlineData(320, long.MinValue,
        "chunk.first_sample_index is -9223372036854775808; allowed: 0 to 1000, the end of the audio received: no hole")]
    public void BytesToSkip_OfAChunkThatCannotBe_NameFieldValueAndLimit(int bytes, long firstSample, string expected)
    {
        var error = Assert.Throws<InvalidAudioException>(() =>
            Intake(acceptedSample: 1_000).BytesToSkip(bytes, firstSample));

        Assert.Equal($"audio: {expected}", error.Message);
    }

    [Theory]
    [InlineData(PcmEncoding.S16Le, 2)]
    [InlineData(PcmEncoding.F32Le, 4)]
    [InlineData(PcmEncoding.MuLaw, 1)]
    public void BytesToSkip_OfEachEncoding_CountWholeSamples(PcmEncoding encoding, int bytesPerSample)
    {
        var intake = Intake(encoding: encoding, acceptedSample: 100);

        Assert.Equal(bytesPerSample, intake.BytesPerSample);
        Assert.Equal(30 * bytesPerSample, intake.BytesToSkip(50 * bytesPerSample, 70));
    }

    [Fact]
    public void Read_AtTheModelsRate_GivesTheSamplesAsTheyCame()
    {
        var intake = Intake();

        var samples = intake.Read(Pcm(16_384, -32_768, 0)).ToArray();

        Assert.Equal([0.5f, -1, 0], samples);
        Assert.Equal(3, intake.ReceivedEnd);
    }

    [Fact]
    public void Read_OfFloatsThatAreNoAudio_CountsNothingAsReceived()
    {
        var intake = Intake(encoding: PcmEncoding.F32Le);

        Assert.Throws<InvalidAudioException>(() =>
        {
            intake.Read(BitConverter.GetBytes(float.NaN));
        });

        Assert.Equal(0, intake.ReceivedEnd);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void Read_AtAnotherRate_GivesAsMuchTimeAtTheModels(int rate)
    {
        var intake = Intake(rate: rate);
        var chunk = new byte[2 * intake.MaxReadSamples];
        var samples = 0;
        for (var tenth = 0; tenth < 10; tenth++)
            samples += intake.Read(chunk).Length;

        // The resampler holds back what its filter looks ahead.
        Assert.InRange(samples, 15_800, 16_000);
        Assert.Equal(10 * intake.MaxReadSamples, intake.ReceivedEnd);
    }

    [Fact]
    public void ReadSilence_AfterTheEnd_IsSilentAndNotReceived()
    {
        var intake = Intake();
        intake.Read(Pcm(1_000, 1_000));

        var silence = intake.ReadSilence();

        Assert.Equal(1_600, silence.Length);
        Assert.Equal(-1, silence.IndexOfAnyExcept(0f));
        Assert.Equal(2, intake.ReceivedEnd);
    }

    [Fact]
    public void ReadSilence_AtAnotherRate_LetsTheLastSamplesOut()
    {
        var intake = Intake(rate: 8_000);
        var received = intake.Read(Pcm([.. Enumerable.Repeat((short)8_000, 800)])).Length;

        var more = intake.ReadSilence();

        Assert.True(received < 1_600);
        Assert.NotEqual(-1, more.IndexOfAnyExcept(0f));
    }

    [Fact]
    public void Intake_Many_HoldNoSamplesOfTheirOwn()
    {
        var intakes = new AudioIntake[100];
        var loud = Pcm([.. Enumerable.Repeat((short)8_000, 1_600)]);
        Intake().Read(loud);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < intakes.Length; i++)
        {
            intakes[i] = Intake();
            intakes[i].Read(loud);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, intakes.Length * 1_000);
    }

    private static AudioIntake Intake(
        int rate = 16_000, PcmEncoding encoding = PcmEncoding.S16Le, long acceptedSample = 0) =>
        new(new SpotSettings { DeviceId = "d", RecordingId = "r", SampleRateHz = rate, Encoding = encoding },
            modelRateHz: 16_000, acceptedSample, clips: null);

    private static byte[] Pcm(params short[] samples)
    {
        var bytes = new byte[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        return bytes;
    }
}
