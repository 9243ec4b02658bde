using Kws.Tts.Engines.Espeak;

namespace Kws.Tts.Tests.Engines;

public class WorkerFrameTests
{
    [Fact]
    public async Task ReadAsync_WrittenFrames_ComeBackInOrderThenNull()
    {
        using var stream = new MemoryStream();
        WorkerFrame.Write(stream, WorkerFrameKind.Audio, 7, [1, 2, 3]);
        await WorkerFrame.WriteAsync(stream, WorkerFrameKind.End, 8, Array.Empty<byte>(), CancellationToken.None)
            .WithTimeout();
        stream.Position = 0;
        var first = (await WorkerFrame.ReadAsync(stream, CancellationToken.None).WithTimeout())!.Value;
        Assert.Equal((WorkerFrameKind.Audio, 7), (first.Kind, first.Job));
        Assert.Equal([1, 2, 3], first.Payload);
        Assert.Equal(WorkerFrameKind.End,
            (await WorkerFrame.ReadAsync(stream, CancellationToken.None).WithTimeout())!.Value.Kind);
        Assert.Null(await WorkerFrame.ReadAsync(stream, CancellationToken.None).WithTimeout());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task ReadAsync_LengthThatLies_IsRefusedWithoutAllocating(int length)
    {
        byte[] header = [(byte)'A', 0, 0, 0, 0, .. BitConverter.GetBytes(length)];
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            WorkerFrame.ReadAsync(new MemoryStream(header), CancellationToken.None).WithTimeout());
    }

    [Fact]
    public async Task ReadAsync_FrameCutShort_ReadsAsClosed()
    {
        byte[] cut = [(byte)'A', 0, 0, 0, 0, 10, 0, 0, 0, 1, 2];
        Assert.Null(await WorkerFrame.ReadAsync(new MemoryStream(cut), CancellationToken.None).WithTimeout());
    }
}
