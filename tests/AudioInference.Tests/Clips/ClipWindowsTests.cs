using Google.Protobuf;
using Kws.Audio.V1;
using Kws.AudioInference.Classification;
using Kws.AudioInference.Grpc;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TestSupport.Models;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Tests.Clips;

/// <summary>How clips are read, cut into windows and counted, without a server.</summary>
public sealed class ClipWindowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeywordModel _model;

    public ClipWindowsTests() => _model = KeywordModel.Load(TinyKeywordModel.WritePackage(_folder.Path),
        new ModelSessionOptions { MaxBatch = 2 });

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(98, new[] { 0 })]
    [InlineData(99, new[] { 0, 1 })]
    [InlineData(108, new[] { 0, 10 })]
    [InlineData(109, new[] { 0, 10, 11 })]
    [InlineData(123, new[] { 0, 10, 20, 25 })]
    public void Starts_OfSoManyFrames_AreAStrideApartWithOneAtTheEnd(int frames, int[] expected) =>
        Assert.Equal(expected, ClipWindows.Starts(frames, _model));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15_919)]
    public void Pad_OfAShortClip_AddsSilenceBehindIt(int samples)
    {
        var clip = Enumerable.Repeat(0.5f, samples).ToArray();

        var padded = ClipWindows.Pad(clip, _model.WindowSamples);

        Assert.Equal(_model.WindowSamples, padded.Length);
        Assert.Equal(clip, padded[..samples]);
        Assert.All(padded[samples..], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Pad_OfAWholeWindow_IsTheClipItself()
    {
        var clip = new float[_model.WindowSamples];

        Assert.Same(clip, ClipWindows.Pad(clip, _model.WindowSamples));
    }

    [Theory]
    [InlineData(8_000, 800, 1_600)]
    [InlineData(44_100, 4_410, 1_600)]
    [InlineData(48_000, 4_800, 1_600)]
    public void Resample_OfAnotherRate_LastsAsLong(int rate, int samples, int expected)
    {
        var clip = new ClipAudio(rate, TestSignals.Sine(440, rate, samples));

        Assert.Equal(expected, ClipWindows.Resample(clip, 16_000).Length);
    }

    [Fact]
    public void Resample_OfTheModelsRate_CopiesNothing()
    {
        var clip = new ClipAudio(16_000, new float[10]);

        Assert.Same(clip.Samples, ClipWindows.Resample(clip, 16_000));
    }

    [Theory]
    [InlineData(16_000, 1_000, 16_000)]
    [InlineData(8_000, 1_000, 28_000)]
    [InlineData(48_000, 3_000, 24_000)]
    public void HeldBytes_OfAClip_CountItAtBothRates(int rate, int samples, long expected) =>
        Assert.Equal(expected, ClipWindows.HeldBytes(new ClipAudio(rate, new float[samples]), 16_000));

    [Fact]
    public void Read_OfPcm_GivesItsSamples()
    {
        var clip = Reader().Read(new ClassifyRequest
        {
            Pcm = new PcmClip
            {
                SampleRateHz = 8_000,
                Encoding = Encoding.S16Le,
                Data = ByteString.CopyFrom(0, 0x40, 0, 0x80),
            },
        });

        Assert.Equal((8_000, 2), (clip.SampleRateHz, clip.Samples.Length));
        Assert.Equal([0.5f, -1f], clip.Samples);
        Assert.Empty(clip.Warnings);
    }

    [Fact]
    public void Read_OfAClipAtTheLimit_IsTakenAndOneSampleMoreIsNot()
    {
        Assert.Equal(16_000, Reader(maxSeconds: 2).Read(Silence(16_000)).Samples.Length);

        var error = Assert.Throws<InvalidRequestException>(() => Reader(maxSeconds: 2).Read(Silence(16_001)));
        Assert.Equal(("audio", "at most 2 s"), (error.Field, error.Limit));
    }

    [Theory]
    [InlineData("top", -1, 10)]
    [InlineData("audio", 0, 0)]
    public void Read_OfAFieldOutOfRange_NamesIt(string field, int top, int samples)
    {
        var request = Silence(samples);
        request.Top = top;

        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => Reader().Read(request)).Field);
    }

    [Fact]
    public void Read_WithoutAudio_SaysWhatMayCome() =>
        Assert.Equal("audio: nothing is not allowed; allowed: wav or pcm",
            Assert.Throws<InvalidRequestException>(() => Reader().Read(new ClassifyRequest())).Message);

    [Fact]
    public void MostBytes_OfARequest_AreFourForEachOfItsBytes()
    {
        Assert.Equal(4 * 5_000, ClipReader.MostBytes(Silence(5_000)));
        Assert.Equal(4 * 7, ClipReader.MostBytes(new ClassifyRequest { Wav = ByteString.CopyFrom(new byte[7]) }));
        Assert.Equal(0, ClipReader.MostBytes(new ClassifyRequest()));
    }

    private static ClipReader Reader(int maxSeconds = 60) =>
        new(Options.Create(new AudioInferenceOptions { Clips = { MaxSeconds = maxSeconds } }));

    // A byte a sample.
    private static ClassifyRequest Silence(int samples) => new()
    {
        Pcm = new PcmClip
        {
            SampleRateHz = 8_000,
            Encoding = Encoding.Mulaw,
            Data = ByteString.CopyFrom(new byte[samples]),
        },
    };
}
