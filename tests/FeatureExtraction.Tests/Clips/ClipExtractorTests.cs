using System.Buffers;
using Kws.Audio;
using Kws.FeatureExtraction.Clips;
using Kws.ServiceDefaults.Errors;

namespace Kws.FeatureExtraction.Tests.Clips;

public sealed class ClipExtractorTests
{
    [Fact]
    public async Task Clips_MoreAtOnceThanAllowed_AreRefusedAndThoseThatWaitHeedTheirToken()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxClips", "2"), ("ClipWorkers", "1"));
        var clips = host.Service<ClipExtractor>();
        using var slow = new SlowSamples(bytes: 3_200);
        using var source = new CancellationTokenSource();

        var computed = ExtractAsync(clips, slow.Memory, CancellationToken.None);
        await slow.Reached.Task.WithTimeout();
        var waiting = ExtractAsync(clips, new byte[3_200], source.Token);
        var refused = await Assert.ThrowsAsync<LimitExceededException>(
            () => ExtractAsync(clips, new byte[3_200], CancellationToken.None)).WithTimeout();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting).WithTimeout();
        slow.Release.Set();

        Assert.Equal("clips at once: 2 and one more exceeds the limit of 2", refused.Message);
        Assert.Equal(8 * 40, (await computed.WithTimeout()).Length);
        Assert.Equal(8 * 40, (await ExtractAsync(clips, new byte[3_200], CancellationToken.None).WithTimeout()).Length);
    }

    private static Task<float[]> ExtractAsync(
        ClipExtractor clips, ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken) =>
        clips.OfPcmAsync(Requests.LogMel40, PcmEncoding.S16Le, pcm, sampleRateHz: 0, cancellationToken);

    /// <summary>Samples that are being read until they are released: a clip that takes long.</summary>
    private sealed class SlowSamples(int bytes) : MemoryManager<byte>
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Release { get; } = new();

        public override Memory<byte> Memory => CreateMemory(bytes);

        public override Span<byte> GetSpan()
        {
            Reached.TrySetResult();
            Assert.True(Release.Wait(TimeSpan.FromSeconds(30)));
            return new byte[bytes];
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => Release.Dispose();
    }
}
