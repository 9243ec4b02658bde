using Kws.Cli.CommandLine;
using Kws.Cli.Signs;
using Kws.TestSupport.Fuzzing;

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

    private static readonly byte[] s_photo =
        File.ReadAllBytes(Repository.PathOf("tests", "VisionInference.Tests", "Pictures", "subsampled.jpg"));

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

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Read_OfAPictureCutAnywhere_GivesTheOthersAndCountsIt(int pieceBytes)
    {
        var data = s_photo.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 14;
        for (var length = 3; length < s_photo.Length; length += pieceBytes == 1 ? 29 : 1)
        {
            var reader = new MotionJpegReader(
                new PiecewiseStream([.. s_photo, .. s_photo[..length], .. s_photo, .. Small], pieceBytes));

            var pictures = await ReadAllAsync(reader);

            Assert.Equal([s_photo, Small], [pictures[0], pictures[^1]]);
            Assert.Equal(3, pictures.Count);
            // Cut within a header's segment, the next picture may keep a piece of this one's head.
            Assert.EndsWith(Convert.ToHexString(s_photo[20..]), Convert.ToHexString(pictures[1]),
                StringComparison.Ordinal);
            if (length > data)
                Assert.Equal((s_photo.Length, 1), (pictures[1].Length, reader.Unfinished));
        }
    }

    [Fact]
    public async Task Read_OfAThumbnailInASegment_GivesThePictureAlone()
    {
        byte[] withThumbnail =
            [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(8 + Small.Length), .. "Exif\0\0"u8, .. Small, 0, .. Picture[2..]];

        var reader = new MotionJpegReader(new PiecewiseStream([.. withThumbnail, .. Small], 5));

        Assert.Equal([withThumbnail, Small], await ReadAllAsync(reader));
        Assert.Equal(0, reader.Unfinished);
    }

    [Fact]
    public async Task Read_OfStartsThatAreNone_PassesOverThem()
    {
        byte[] noise = [0x12, 0xFF, 0xD8, 0x34, 0x56];
        byte[] inData = [.. Picture[..^2], 0xFF, 0xD8, 0x34, .. Picture[^2..]];

        var reader = new MotionJpegReader(new PiecewiseStream([.. noise, .. inData, .. noise, .. Small, .. noise], 3));

        Assert.Equal([inData, Small], await ReadAllAsync(reader));
        Assert.Equal(0, reader.Unfinished);
    }

    [Fact]
    public async Task Read_OfNoPictureForLong_IsBadInput()
    {
        var refusal = await Assert.ThrowsAsync<BadInputException>(
            () => ReadAllAsync(new byte[1 << 20], 1 << 20, mostBytes: 100_000));

        Assert.Contains("more than 100000 bytes without a JPEG", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfMutatedStreams_GivesWholePicturesAndEnds() =>
        FuzzRun.ForEach(300, TimeSpan.FromSeconds(10), random =>
        {
            byte[] sound = [.. s_photo, .. Picture, .. s_photo, .. Small];
            var mutated = ByteMutation.Mutate(sound, random);
            var reader = new MotionJpegReader(new PiecewiseStream(mutated, random.Next(1, 2000)));

            var pictures = ReadAllAsync(reader).GetAwaiter().GetResult();

            Assert.InRange(pictures.Sum(picture => picture.Length), 0, mutated.Length);
            Assert.Equal(mutated.Length, reader.Bytes);
            Assert.All(pictures, picture => Assert.True(
                picture is [0xFF, 0xD8, 0xFF, .., 0xFF, 0xD9] or [0xFF, 0xD8, 0xFF, 0xD9]));
        });

    private static async Task<List<byte[]>> ReadAllAsync(MotionJpegReader reader)
    {
        var pictures = new List<byte[]>();
        while (await reader.ReadAsync(CancellationToken.None).WithTimeout() is { } picture)
            pictures.Add(picture);
        return pictures;
    }

    private static async Task<List<byte[]>> ReadAllAsync(byte[] content, int pieceBytes,
        int mostBytes = PictureFile.MostBytes)
    {
        return await ReadAllAsync(new MotionJpegReader(new PiecewiseStream(content, pieceBytes), mostBytes));
    }

    private sealed class PiecewiseStream(byte[] content, int pieceBytes) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);
    }
}
