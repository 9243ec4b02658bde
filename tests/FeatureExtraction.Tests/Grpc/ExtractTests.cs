using Kws.Features;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests.Grpc;

public sealed class ExtractTests(SharedExtraction shared) : IClassFixture<SharedExtraction>, IDisposable
{
    public void Dispose() => shared.Host.Logs.AssertNoErrors();

    [Fact]
    public async Task Extract_OneStreamInChunks_EqualsTheOfflineExtractor()
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var signal = Requests.Signal(16_000, 1);

        await call.SendAsync(Requests.Open(7, firstFrame: 1_000));
        for (var at = 0; at < signal.Length; at += 333)
            await call.SendAsync(Requests.Floats(7, signal.AsSpan(at, Math.Min(333, signal.Length - at))));
        await call.SendAsync(Requests.Close(7));
        await call.CompleteAsync();
        var responses = (await call.ReadAllAsync())[7].ToList();

        Assert.Equal(ExtractResponse.BodyOneofCase.Opened, responses[0].BodyCase);
        Assert.Equal(FeatureSpecPresets.LogMel40.Sha256, responses[0].Opened.SpecSha256);
        Assert.Equal(40, responses[0].Opened.ValuesPerFrame);
        Assert.Equal((98, 16_000), (responses[^1].Closed.FramesTotal, responses[^1].Closed.SamplesTotal));
        AssertFrames(signal, 1_000, responses);
    }

    [Fact]
    public async Task Extract_HundredInterleavedStreams_EachGetsItsOwnFramesInOrder()
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var signals = Enumerable.Range(1, 100).ToDictionary(id => (uint)id, id => Requests.Signal(3_200, id));
        var reading = call.ReadAllAsync();

        foreach (var id in signals.Keys)
            await call.SendAsync(Requests.Open(id));
        for (var at = 0; at < 3_200; at += 160)
        {
            foreach (var (id, signal) in signals)
                await call.SendAsync(Requests.Floats(id, signal.AsSpan(at, 160)));
        }

        await call.CompleteAsync();
        var responses = await reading.WithTimeout();

        foreach (var (id, signal) in signals)
            AssertFrames(signal, 0, [.. responses[id]]);
    }

    [Fact]
    public async Task Extract_ClientSendsParts_IsAnsweredWithAMessageForEach()
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var signals = Enumerable.Range(1, 200).ToDictionary(id => (uint)id, id => Requests.Signal(1_600, id));

        await call.SendPartsAsync([.. signals.Keys.Select(id => Requests.Open(id))]);
        await call.SendPartsAsync([.. signals.Select(s => Requests.Floats(s.Key, s.Value))]);
        await call.SendPartsAsync([.. signals.Keys.Select(id => Requests.Close(id))]);
        await call.CompleteAsync();
        var parts = new List<ExtractResponse>();
        var messages = 0;
        for (; await call.NextAsync() is { } response; messages++)
        {
            Assert.Equal((0u, ExtractResponse.BodyOneofCase.None), (response.StreamId, response.BodyCase));
            parts.AddRange(response.Parts);
        }

        foreach (var (id, signal) in signals)
            AssertFrames(signal, 0, [.. parts.Where(p => p.StreamId == id)]);
        Assert.Equal(600, parts.Count);
        // Frames are more than one message takes: 200 times eight of 160 bytes.
        Assert.Equal(4, messages);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(44_100)]
    public async Task Extract_AudioOfAnotherRate_IsResampled(int rate)
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var signal = Requests.Signal(rate, 2);

        await call.SendAsync(Requests.Open(1, rate: rate), Requests.Floats(1, signal), Requests.Close(1));
        await call.CompleteAsync();
        var responses = (await call.ReadAllAsync())[1].ToList();

        var expected = ResamplingFrontEnd.ExtractAll(Requests.LogMel40, signal, rate);
        Assert.Equal(98, responses[^1].Closed.FramesTotal);
        Assert.Equal(rate, responses[^1].Closed.SamplesTotal);
        Assert.Equal(expected, responses.Where(r => r.Frames is not null)
            .SelectMany(r => Requests.Values(r.Frames.ValuesF32Le)), Close);
    }

    [Fact]
    public async Task Extract_IdOpenedAgainAfterClose_StartsAfresh()
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var signal = Requests.Signal(800, 3);

        for (var round = 0; round < 2; round++)
            await call.SendAsync(Requests.Open(5), Requests.Floats(5, signal), Requests.Close(5));
        await call.CompleteAsync();
        var frames = (await call.ReadAllAsync())[5].Where(r => r.Frames is not null).Select(r => r.Frames).ToList();

        Assert.Equal(2, frames.Count);
        Assert.Equal(frames[0], frames[1]);
    }

    [Fact]
    public async Task Extract_OneLargeMessage_ComesInBoundedBlocks()
    {
        var host = shared.Host;
        using var call = new ExtractDialogue(host.Client.Extract());
        var signal = Requests.Signal(200_000, 4);
        var reading = call.ReadAllAsync();

        await call.SendAsync(Requests.Open(1), Requests.Floats(1, signal), Requests.Close(1));
        await call.CompleteAsync();
        var responses = (await reading.WithTimeout())[1].ToList();

        AssertFrames(signal, 0, responses);
        Assert.All(responses.Where(r => r.Frames is not null), r =>
            Assert.InRange(r.Frames.ValuesF32Le.Length, 160, 20_000));
    }

    private static bool Close(float a, float b) => Math.Abs(a - b) < 1e-3f;

    private static void AssertFrames(float[] signal, long firstFrame, IReadOnlyList<ExtractResponse> responses)
    {
        var expected = OfflineExtractor.Extract(Requests.LogMel40, signal);
        var frames = responses.Where(r => r.Frames is not null).Select(r => r.Frames).ToList();
        foreach (var block in frames)
        {
            Assert.Equal(firstFrame, block.FirstFrameIndex);
            Assert.Equal(block.FrameCount * 160, block.ValuesF32Le.Length);
            firstFrame += block.FrameCount;
        }

        Assert.Equal(expected, frames.SelectMany(f => Requests.Values(f.ValuesF32Le)), Close);
    }
}
