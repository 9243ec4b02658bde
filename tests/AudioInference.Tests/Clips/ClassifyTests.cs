using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.TestSupport.Models;

namespace Kws.AudioInference.Tests.Clips;

public sealed class ClassifyTests(TinySpotter spotter) : IClassFixture<TinySpotter>, IDisposable
{
    public void Dispose() => spotter.Host.Logs.AssertNoErrors();

    private static ClassifyRequest Wav(ByteString wav, int top = 0) => new() { Wav = wav, Top = top };

    private Task<ClassifyResponse> ClassifyAsync(ClassifyRequest request) =>
        spotter.Host.Client.ClassifyAsync(request).ResponseAsync.WithTimeout();

    private async Task<Status> StatusOfAsync(ClassifyRequest request) =>
        (await Assert.ThrowsAsync<RpcException>(() => ClassifyAsync(request))).Status;

    [Theory]
    [InlineData(16000, 1.0)]
    [InlineData(48000, 1.0)]
    [InlineData(8000, 1.0)]
    [InlineData(16000, 0.7)]
    [InlineData(22050, 0.95)]
    public async Task Clip_OfAnyRate_IsRankedBestFirst(int rate, double seconds)
    {
        var answer = await ClassifyAsync(Wav(WavFile.Create(Tones.Recording(rate, seconds, (0.1, Tones.Yes)), rate)));
        Assert.Equal("yes", answer.Labels[0].Label);
        Assert.Equal(12, answer.Labels.Count);
        Assert.True(answer.Labels.Zip(answer.Labels.Skip(1))
            .All(pair => pair.First.Posterior >= pair.Second.Posterior));
        Assert.Equal(1, answer.Labels.Sum(l => l.Posterior), 1e-3);
        Assert.Equal(("tiny", "1.0.0", 0), (answer.ModelName, answer.ModelVersion, answer.BestWindowFirstSample));
        Assert.True(answer.Timings.Inference.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task LongClip_IsDecidedByTheWindowWithTheWord()
    {
        var answer = await ClassifyAsync(Wav(WavFile.Create(Tones.Recording(16000, 6, (4.1, Tones.No))), top: 1));
        Assert.Equal("no", Assert.Single(answer.Labels).Label);
        Assert.InRange(answer.BestWindowFirstSample, 16000 * 3.8, 16000 * 4.2);
    }

    [Fact]
    public async Task Pcm_EqualsTheSameClipAsWav()
    {
        var samples = Tones.Recording(16000, 1.5, (0.5, Tones.Yes));
        var pcm = new PcmClip
        {
            Data = ByteString.CopyFrom(WavFile.Create(samples).Span[44..]),
            SampleRateHz = 16000,
            Encoding = Encoding.S16Le
        };
        Assert.Equal((await ClassifyAsync(Wav(WavFile.Create(samples)))).Labels,
            (await ClassifyAsync(new ClassifyRequest { Pcm = pcm })).Labels);
    }

    [Fact]
    public async Task WavFiles_ThatLie_AreInvalidOrReadAsFarAsTheyGo()
    {
        var samples = Tones.Recording(16000, 1, (0.1, Tones.Yes));
        foreach (var wav in new[]
        {
            WavFile.Create(samples, channels: 0),
            WavFile.Create(samples, channels: 17),
            WavFile.Create(samples, rate: 1),
            WavFile.Create(samples, rate: 1_000_000_000),
            WavFile.Create(samples, bits: 13),
            WavFile.Create(samples, format: 99),
            WavFile.Create(samples, cutAt: 30),
            WavFile.Create(samples, cutAt: 3),
            ByteString.Empty,
            ByteString.CopyFromUtf8("not a wave file at all, not at all"),
        })
        {
            Assert.Equal(StatusCode.InvalidArgument, (await StatusOfAsync(Wav(wav))).StatusCode);
        }
        // A recorder that lost power leaves a size that is too large: what is there counts.
        Assert.Equal("yes", (await ClassifyAsync(Wav(WavFile.Create(samples, dataBytes: 0x7fffffff)))).Labels[0].Label);
    }

    [Fact]
    public async Task Requests_WithBadFields_AreInvalidAndNameThem()
    {
        var second = new byte[32000];
        PcmClip Pcm(byte[] data, int rate = 16000, Encoding encoding = Encoding.S16Le) =>
            new() { Data = ByteString.CopyFrom(data), SampleRateHz = rate, Encoding = encoding };
        Assert.Contains("audio", (await StatusOfAsync(new ClassifyRequest())).Detail);
        Assert.Contains("top: -1", (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(second), Top = -1 })).Detail);
        Assert.Contains("pcm.sample_rate_hz: 1 ",
            (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(second, 1) })).Detail);
        Assert.Contains("pcm.sample_rate_hz: 1000000000 ",
            (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(second, 1_000_000_000) })).Detail);
        Assert.Contains("pcm.encoding",
            (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(second, encoding: Encoding.Unspecified) })).Detail);
        Assert.Contains("0 samples", (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm([]) })).Detail);
        Assert.Contains("multiple of 2", (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(new byte[3]) })).Detail);
        Assert.Contains("at most 60 s",
            (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(new byte[2 * 8000 * 61], 8000) })).Detail);
        var nan = System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(new[] { 0, float.NaN }).ToArray();
        Assert.Contains("sample 1 is NaN",
            (await StatusOfAsync(new ClassifyRequest { Pcm = Pcm(nan, encoding: Encoding.F32Le) })).Detail);
    }

    [Fact]
    public async Task ManyClips_ComeBackInOrderAndABadOneIsAnsweredAlone()
    {
        using var call = spotter.Host.Client.ClassifyMany();
        var reading = Task.Run(async () =>
        {
            var answers = new List<ClassifyManyResponse>();
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
                answers.Add(call.ResponseStream.Current);
            return answers;
        });
        for (var i = 0; i < 100; i++)
        {
            var wav = WavFile.Create(Tones.Recording(16000, 1, (0.1, i % 2 == 0 ? Tones.Yes : Tones.No)),
                channels: i == 50 ? 0 : 1);
            await call.RequestStream.WriteAsync(
                new ClassifyManyRequest { ClipId = $"clip {i}", Clip = Wav(wav, top: 1) }).WithTimeout();
        }
        await call.RequestStream.WriteAsync(new ClassifyManyRequest { ClipId = "no clip" }).WithTimeout();
        await call.RequestStream.CompleteAsync();
        var all = await reading.WithTimeout();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"clip {i}").Append("no clip"), all.Select(a => a.ClipId));
        Assert.Equal(["clip 50", "no clip"], all.Where(a => a.Error is not null).Select(a => a.ClipId));
        Assert.All(all.Where(a => a.Error is not null), a =>
            Assert.Equal((int)StatusCode.InvalidArgument, a.Error.StatusCode));
        Assert.Equal(49, all.Count(a => a.Result?.Labels[0].Label == "yes"));
    }

    [Fact]
    public async Task Deadline_IsHonoured()
    {
        using var call = spotter.Host.Client.ClassifyMany(deadline: DateTime.UtcNow.AddMilliseconds(300));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))
            .WithTimeout();
        Assert.True(Deadline.Ended(failure), failure.Status.ToString());
    }

    [Fact]
    public async Task Model_DescribesItself()
    {
        var model =
            await spotter.Host.Client.DescribeModelAsync(new DescribeModelRequest()).ResponseAsync.WithTimeout();
        Assert.Equal(("tiny", "1.0.0", 16000), (model.Name, model.Version, model.SampleRateHz));
        Assert.Equal(12, model.Labels.Count);
        Assert.DoesNotContain("unknown", model.Keywords);
        Assert.Equal(0.7f, model.Thresholds["no"]);
        Assert.Equal(TinyKeywordModel.FeaturesJson.Length, model.FeaturesCanonicalJson.Length);
        Assert.Contains("kws.model/1", model.ManifestJson);
    }
}
