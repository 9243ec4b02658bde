using Kws.Cli.CommandLine;
using Kws.Cli.Signs;

namespace Kws.Cli.Tests.Signs;

public sealed class MotionJpegReaderTests
{
    // A comment that looks like a picture's end, a scan with stuffed bytes, a restart and padding, a second scan.
    private static readonly byte[] Picture =
    [
        0xFF, 0xD8,
        0xFF, 0xFE, 0, 6, 0xFF, 0xD9, 0xFF, 0xD8,
        0xFF, 0xDA, 0, 3, 1, 7, 0xFF, 0x00, 8, 0xFF, 0xD3, 9, 0xFF, 0xFF,
        0xFF, 0xDA, 0, 2, 5,
        0xFF, 0xD9,
    ];

    private static readonly byte[] Small = [0xFF, 0xD8, 0xFF, 0xD9];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Read_OfAStreamInAnyPieces_GivesItsPictures(int pieceBytes)
    {
        byte[] stream = [1, 2, .. Picture, 0xFF, .. Small, .. Picture, 9];
        Assert.Equal([Picture, Small, Picture], await ReadAllAsync(stream, pieceBytes));
    }

    [Fact]
    public async Task Read_OfAPictureCutShort_DropsIt()
    {
        for (var length = 0; length < Picture.Length; length++)
            Assert.Equal([Small], await ReadAllAsync([.. Small, .. Picture[..length]], 1000));
    }

    [Fact]
    public async Task Read_OfAPictureWithoutEnd_IsBadInputOnceItIsTooLarge()
    {
        var endless = new byte[100_010];
        (endless[0], endless[1], endless[2], endless[3], endless[5]) = (0xFF, 0xD8, 0xFF, 0xDA, 2);
        var refusal =
            await Assert.ThrowsAsync<BadInputException>(() => ReadAllAsync(endless, 1 << 20, mostBytes: 100_000));
        Assert.Contains("100000 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAllAsync(endless, 1 << 20));
    }

    private static async Task<List<byte[]>> ReadAllAsync(byte[] content, int pieceBytes,
        int mostBytes = MotionJpegReader.MostBytes)
    {
        var reader = new MotionJpegReader(new PiecewiseStream(content, pieceBytes), mostBytes);
        var pictures = new List<byte[]>();
        while (await reader.ReadAsync(CancellationToken.None).WithTimeout() is { } picture)
            pictures.Add(picture);
        return pictures;
    }

    private sealed class PiecewiseStream(byte[] content, int pieceBytes) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);
    }
}
