using Grpc.Core;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests.Grpc;

/// <summary>A stream's fault is told to that stream and leaves the others and the call alone.</summary>
public sealed class ExtractFaultTests(SharedExtraction shared) : IClassFixture<SharedExtraction>, IDisposable
{
    public void Dispose() => shared.Host.Logs.AssertNoErrors();

    public static TheoryData<string, ExtractRequest[], string> StreamFaults => new()
    {
        { "audio before open", [Requests.S16(1, new byte[2])], "audio after open" },
        { "close before open", [Requests.Close(1)], "a stream that is open" },
        { "id open twice", [Requests.Open(1), Requests.Open(1)], "open.stream_id: 1" },
        { "no spec", [new ExtractRequest { StreamId = 1, Open = new Open() }], "open.spec" },
        { "zero spec",
            [new ExtractRequest { StreamId = 1, Open = new Open { Spec = new Kws.Features.V1.FeatureSpec() } }],
                "sample_rate_hz is 0" },
        { "hop 1", [Requests.Open(1, Requests.LogMel40 with { HopSamples = 1 })],
            "hop_samples is 1; allowed: at least 16" },
        { "costly spec", [Requests.Open(1, Requests.LogMel40 with { HopSamples = 16, FftSize = 16_384 })],
            "operations for a second of audio; allowed: at most 50000000" },
        { "huge fft", [Requests.Open(1, Requests.LogMel40 with { FftSize = 1 << 30 })], "fft_size is 1073741824" },
        { "NaN floor", [Requests.Open(1, Requests.LogMel40 with { Floor = double.NaN })], "floor is NaN" },
        { "rate 1", [Requests.Open(1, rate: 1)], "sample_rate_hz is 1;" },
        { "rate 10^9", [Requests.Open(1, rate: 1_000_000_000)], "sample_rate_hz is 1000000000;" },
        { "negative rate", [Requests.Open(1, rate: -16_000)], "sample_rate_hz is -16000;" },
        { "negative first frame", [Requests.Open(1, firstFrame: -1)], "open.first_frame_index: -1" },
        { "odd bytes", [Requests.Open(1), Requests.S16(1, new byte[3])], "length in bytes is 3" },
        { "NaN", [Requests.Open(1), Requests.Floats(1, [0, 0, float.NaN])], "sample 2 is NaN" },
        { "infinity", [Requests.Open(1), Requests.Floats(1, [float.NegativeInfinity])], "sample 0 is -Infinity" },
        { "empty pcm message", [Requests.Open(1), new ExtractRequest { StreamId = 1, Pcm = new Pcm() }],
            "pcm.samples" },
        { "too many bytes", [Requests.Open(1), Requests.S16(1, new byte[(1 << 20) + 2])], "1048578 bytes" },
    };

    [Theory]
    [MemberData(nameof(StreamFaults))]
    public async Task Extract_FaultOfOneStream_IsToldAndOthersGoOn(string _, ExtractRequest[] faulty, string expected)
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());

        await call.SendAsync(Requests.Open(9));
        await call.SendAsync(faulty);
        await call.SendAsync(Requests.S16(1, new byte[320]), Requests.Close(1));
        await call.SendAsync(Requests.S16(9, new byte[800]), Requests.Close(9), Requests.Open(1), Requests.Close(1));
        await call.CompleteAsync();
        var responses = await call.ReadAllAsync();

        var failed = Assert.Single(responses[1], r => r.BodyCase == ExtractResponse.BodyOneofCase.Failed).Failed;
        Assert.Equal((int)StatusCode.InvalidArgument, failed.StatusCode);
        Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
        Assert.Equal(ExtractResponse.BodyOneofCase.Closed, responses[1].Last().BodyCase);
        Assert.Equal(1, responses[9].Last().Closed.FramesTotal);
    }

    [Fact]
    public async Task Extract_FaultAmongParts_AnswersThoseBeforeIt()
    {
        using var call = new ExtractDialogue(shared.Host.Client.Extract());

        await call.SendPartsAsync(
            Requests.Open(1), Requests.S16(1, new byte[800]), new ExtractRequest { StreamId = 1 }, Requests.Close(1));
        var answer = await call.NextAsync();
        var fault = await Assert.ThrowsAsync<RpcException>(call.NextAsync);

        Assert.NotNull(answer);
        Assert.Equal([ExtractResponse.BodyOneofCase.Opened, ExtractResponse.BodyOneofCase.Frames],
            answer.Parts.Select(part => part.BodyCase));
        Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
    }

    [Fact]
    public async Task Extract_MoreSpecsThanACallMayBring_IsTheFaultOfTheStream()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxSpecsPerCall", "2"));
        using var call = new ExtractDialogue(host.Client.Extract());
        var other = Requests.LogMel40 with { HopSamples = 161 };

        await call.SendAsync(Requests.Open(1), Requests.Open(2, other), Requests.Open(3, rate: 8_000),
            Requests.Open(4, other));
        await call.CompleteAsync();
        var responses = await call.ReadAllAsync();

        Assert.Equal("open.spec: 'one more spec or rate' is not allowed; allowed: at most 2 different ones on a call",
            Assert.Single(responses[3]).Failed.Message);
        Assert.All([1u, 2u, 4u], id => Assert.NotNull(responses[id].Last().Closed));
    }

    public static TheoryData<string, ExtractRequest, string> CallFaults => new()
    {
        { "no stream_id", new ExtractRequest { Close = new Close() }, "stream_id" },
        { "no body", new ExtractRequest { StreamId = 3 }, "body" },
        { "nothing", new ExtractRequest(), "stream_id" },
        { "parts and a body",
            new ExtractRequest { StreamId = 1, Close = new Close(), Parts = { Requests.Open(1) } }, "parts" },
        { "parts in parts", new ExtractRequest { Parts = { new ExtractRequest { Parts = { Requests.Open(1) } } } },
            "parts inside parts" },
        { "too many parts",
            new ExtractRequest { Parts = { Enumerable.Range(1, 4_097).Select(_ => Requests.Close(1)) } }, "4097" },
    };

    [Theory]
    [MemberData(nameof(CallFaults))]
    public async Task Extract_MessageOfNoStream_EndsTheCallWithInvalidArgument(
        string _,
        ExtractRequest request,
        string expected)
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());

        await call.SendAsync(request);
        var error = await Assert.ThrowsAsync<RpcException>(call.ReadAllAsync).WithTimeout();

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxStreamsPerCall", "on this call: 4 exceeds the limit of 3")]
    [InlineData("MaxStreams", "of this server: 4 exceeds the limit of 3")]
    public async Task Extract_TooManyStreams_IsResourceExhaustedAndGivesThemBack(string limit, string expected)
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxStreamsPerCall", "3"),
            ("MaxStreams", limit == "MaxStreams" ? "3" : "8"));
        for (var round = 0; round < 3; round++)
        {
            using var first = new ExtractDialogue(host.Client.Extract());
            using var second = new ExtractDialogue(host.Client.Extract());
            await first.SendAsync(Requests.Open(1));
            await first.NextAsync();
            var crowded = limit == "MaxStreams" ? second : first;
            await crowded.SendPartsAsync(Requests.Open(2), Requests.Open(3), Requests.Open(4));
            var error = await Assert.ThrowsAsync<RpcException>(crowded.ReadAllAsync).WithTimeout();

            Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
            Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
            await first.CompleteAsync();
            if (limit == "MaxStreams")
                await first.ReadAllAsync();
        }
    }

    [Fact]
    public async Task Extract_TooManyCalls_IsResourceExhausted()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxCalls", "1"));
        using var first = new ExtractDialogue(host.Client.Extract());
        await first.SendAsync(Requests.Open(1));
        await first.NextAsync();

        using var second = new ExtractDialogue(host.Client.Extract());
        var error = await Assert.ThrowsAsync<RpcException>(second.ReadAllAsync).WithTimeout();

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }
}
