using System.Buffers.Binary;
using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>EXIF blocks written field by field, whole and broken.</summary>
public sealed class ExifOrientationTests
{
    private const int Byte = 1;
    private const int Short = 3;
    private const int Long = 4;
    private const int OrientationTag = 0x0112;

    [Theory]
    [InlineData(true, Short)]
    [InlineData(false, Short)]
    [InlineData(true, Long)]
    [InlineData(false, Long)]
    [InlineData(true, Byte)]
    [InlineData(false, Byte)]
    public void Read_OfEachNumberTypeAndByteOrder_GivesTheTag(bool isLittle, int type)
    {
        for (var tag = 1; tag <= 8; tag++)
            Assert.Equal(Orientation.FromExif(tag),
                ExifOrientation.Read(Block(isLittle, (OrientationTag, type, (uint)tag))));
    }

    [Fact]
    public void Read_WithThePrefixOfASegment_GivesTheTag()
    {
        byte[] segment = [.. "Exif\0\0"u8, .. Block(true, (OrientationTag, Short, 6))];

        Assert.True(ExifOrientation.IsExif(segment));
        Assert.Equal(Orientation.FromExif(6), ExifOrientation.Read(segment));
    }

    [Fact]
    public void Read_BehindOtherEntries_GivesTheTag() =>
        Assert.Equal(Orientation.FromExif(3), ExifOrientation.Read(
            Block(false, (0x0100, Long, 640), (0x0101, Long, 480), (OrientationTag, Short, 3), (0x0128, Short, 2))));

    [Fact]
    public void Read_OfTwoTags_TakesTheFirst() =>
        Assert.Equal(Orientation.FromExif(8),
            ExifOrientation.Read(Block(true, (OrientationTag, Short, 8), (OrientationTag, Short, 3))));

    [Theory]
    [InlineData(Short, 0)]
    [InlineData(Short, 9)]
    [InlineData(Short, 65_535)]
    [InlineData(Long, uint.MaxValue)]
    [InlineData(2, 6)]
    [InlineData(5, 6)]
    [InlineData(65_535, 6)]
    public void Read_OfAnotherValueOrType_IsUpright(int type, uint value) =>
        Assert.Equal(Orientation.Upright, ExifOrientation.Read(Block(true, (OrientationTag, type, value))));

    [Fact]
    public void Read_WithoutTheTag_IsUpright()
    {
        Assert.Equal(Orientation.Upright, ExifOrientation.Read(Block(true, (0x0100, Long, 6))));
        Assert.Equal(Orientation.Upright, ExifOrientation.Read(Block(true)));
    }

    [Fact]
    public void Read_OfMoreEntriesThanAreCounted_StopsAtTheCount()
    {
        var block = Block(true, (0x0100, Long, 640), (OrientationTag, Short, 6));
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(8), 1);

        Assert.Equal(Orientation.Upright, ExifOrientation.Read(block));
    }

    [Fact]
    public void Read_OfMoreEntriesCountedThanThereAre_GivesTheTagOfThoseThereAre()
    {
        var block = Block(true, (0x0100, Long, 640), (OrientationTag, Short, 6));
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(8), ushort.MaxValue);

        Assert.Equal(Orientation.FromExif(6), ExifOrientation.Read(block));
    }

    [Fact]
    public void Read_CutAnywhere_IsUprightOrTheTag()
    {
        var block = Block(false, (0x0100, Long, 640), (OrientationTag, Short, 6));

        for (var length = 0; length < block.Length; length++)
            Assert.Contains(ExifOrientation.Read(block.AsSpan(0, length)),
                new[] { Orientation.Upright, Orientation.FromExif(6) });
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000)]
    [InlineData(1_000)]
    public void Read_OfADirectoryBehindTheBlock_IsUpright(uint directory)
    {
        var block = Block(true, (OrientationTag, Short, 6));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4), directory);

        Assert.Equal(Orientation.Upright, ExifOrientation.Read(block));
    }

    [Fact]
    public void Read_OfMixedByteOrderMarks_IsUpright()
    {
        var block = Block(true, (OrientationTag, Short, 6));
        block[2] = 0;
        block[3] = (byte)'*';

        Assert.Equal(Orientation.Upright, ExifOrientation.Read(block));
    }

    [Fact]
    public void IsExif_OfXmp_IsFalse() => Assert.False(ExifOrientation.IsExif("http://ns.adobe.com/xap/1.0/"u8));

    // Header, directory at 8, its entries, no next directory.
    private static byte[] Block(bool isLittle, params (int Tag, int Type, uint Value)[] entries)
    {
        var bytes = new List<byte>();
        void Add(uint value, int length)
        {
            for (var i = 0; i < length; i++)
                bytes.Add((byte)(value >> (8 * (isLittle ? i : length - 1 - i))));
        }
        bytes.AddRange(isLittle ? "II*\0"u8 : "MM\0*"u8);
        Add(8, 4);
        Add((uint)entries.Length, 2);
        foreach (var (tag, type, value) in entries)
        {
            Add((uint)tag, 2);
            Add((uint)type, 2);
            Add(1, 4);
            var length = type switch { Byte => 1, Short => 2, _ => 4 };
            Add(value, length);
            bytes.AddRange(new byte[4 - length]);
        }
        Add(0, 4);
        return [.. bytes];
    }
}
