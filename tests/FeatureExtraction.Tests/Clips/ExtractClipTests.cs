using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.Contracts.Features;
using Kws.FeatureExtraction.Grpc;
using Kws.Features;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests.Clips;

public sealed class ExtractClipTests(SharedExtraction shared) : IClassFixture<SharedExtraction>, IDisposable
{
    public void Dispose() => shared.Host.Logs.AssertNoErrors();

    [Fact]
    public async Task ExtractClip_Wav_EqualsTheOfflineExtractor()
    {
        var host = shared.Host;
        var signal = Requests.Signal(16_000, 1);

        var response = await host.Client.ExtractClipAsync(new ExtractClipRequest
        {
            Spec = FeatureSpecMessage.From(Requests.LogMel40),
            Wav = ByteString.CopyFrom(WavWriter.ToFloat32(16_000, signal)),
        }).ResponseAsync.WithTimeout();

        Assert.Equal((98, 40, Requests.LogMel40.Sha256),
            (response.FrameCount, response.ValuesPerFrame, response.SpecSha256));
        Assert.Equal(OfflineExtractor.Extract(Requests.LogMel40, signal), Requests.Values(response.ValuesF32Le),
            (a, b) => Math.Abs(a - b) < 1e-3f);
    }

    [Fact]
    public async Task ExtractClip_PcmOfAnotherRate_IsResampled()
    {
        var host = shared.Host;

        var response = await host.Client.ExtractClipAsync(new ExtractClipRequest
        {
            Spec = FeatureSpecMessage.From(FeatureSpecPresets.Mfcc13),
            Pcm = new Pcm { S16Le = ByteString.CopyFrom(new byte[2 * 48_000]) },
            SampleRateHz = 48_000,
        }).ResponseAsync.WithTimeout();

        Assert.Equal((98, 13), (response.FrameCount, response.ValuesPerFrame));
    }

    public static TheoryData<string, ExtractClipRequest, string> Faults => new()
    {
        { "no spec", new ExtractClipRequest { Wav = ByteString.Empty }, "spec" },
        { "no audio", Clip(_ => { }), "audio" },
        { "no WAV", Clip(c => c.Wav = ByteString.CopyFromUtf8("not a wave file")), "file type is 'not '" },
        { "empty WAV", Clip(c => c.Wav = ByteString.Empty), "length in bytes is 0" },
        { "lying header", Clip(c => c.Wav = Damaged(22, 17)), "channels is 17" },
        { "rate 0", Clip(c => c.Wav = Damaged(24, 0, 0)), "sample_rate_hz is 0" },
        { "rate 1", Clip(c => { c.Pcm = new Pcm { S16Le = ByteString.CopyFrom(0, 0) }; c.SampleRateHz = 1; }),
            "sample_rate_hz is 1;" },
        { "negative rate", Clip(c => { c.Pcm = new Pcm { S16Le = ByteString.CopyFrom(0, 0) }; c.SampleRateHz = -1; }),
            "sample_rate_hz is -1;" },
        { "odd bytes", Clip(c => c.Pcm = new Pcm { S16Le = ByteString.CopyFrom(1, 2, 3) }), "length in bytes is 3" },
        { "too long", Clip(c => c.Pcm = new Pcm { S16Le = ByteString.CopyFrom(new byte[2 * 16_000 * 61]) }),
            "length is 61 s" },
        { "too many features",
            Clip(c => { c.Spec.HopSamples = 16; c.Spec.MelBands = c.Spec.Coefficients = 256;
                c.Pcm = new Pcm { S16Le = ByteString.CopyFrom(new byte[2 * 16_000 * 30]) }; }), "use Extract" },
        { "too costly",
            Clip(c => { c.Spec.HopSamples = 16; c.Spec.FftSize = 16_384;
                c.Pcm = new Pcm { S16Le = ByteString.CopyFrom(new byte[2 * 16_000 * 30]) }; }),
            "fft_size 16384, hop_samples 16, mel_bands 40 and coefficients 40 take 631984000 operations for a second " +
                "of audio; allowed: at most 50000000" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task ExtractClip_BadRequest_IsInvalidArgumentNamingTheField(
        string _,
        ExtractClipRequest request,
        string expected)
    {
        var host = shared.Host;

        var error = await Assert.ThrowsAsync<RpcException>(() => host.Client.ExtractClipAsync(request).ResponseAsync)
            .WithTimeout();

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeSpecs_Presets_ComeWithHashAndLimits()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxStreamsPerCall", "77"));

        var response = await host.Client.DescribeSpecsAsync(new DescribeSpecsRequest()).ResponseAsync.WithTimeout();

        Assert.Equal(FeatureSpecPresets.All.Keys, response.Presets.Select(p => p.Name));
        Assert.All(response.Presets, p =>
        {
            var spec = FeatureSpecMapping.ToSpec(p.Spec, "spec");
            Assert.Equal((spec.Sha256, spec.ToCanonicalJson()), (p.Sha256, p.CanonicalJson));
            Assert.Equal(FeatureSpecPresets.All[p.Name], spec);
        });
        Assert.Equal((77, 1 << 20, 1_000, 60, 50_000_000),
            (response.MaxStreamsPerCall, response.MaxPcmBytesPerMessage, response.MaxFramesPerSecond,
                response.MaxClipSeconds, response.MaxOperationsPerSecond));
    }

    private static ExtractClipRequest Clip(Action<ExtractClipRequest> set)
    {
        var request = new ExtractClipRequest { Spec = FeatureSpecMessage.From(Requests.LogMel40) };
        set(request);
        return request;
    }

    private static ByteString Damaged(int at, params byte[] bytes)
    {
        var wav = WavWriter.ToPcm16(16_000, new float[400]);
        bytes.CopyTo(wav, at);
        return ByteString.CopyFrom(wav);
    }
}
