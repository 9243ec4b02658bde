using System.Buffers.Binary;
using Kws.TrainingOrchestrator.DataSets.Preparing;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Preparing;

/// <summary>Records as dmlc's RecordIO lays them out.</summary>
public sealed class RecordIoWriterTests
{
    private static readonly byte[] s_magic = [0x0A, 0x23, 0xD7, 0xCE];

    // By hand from the format's description:
    //   0A 23 D7 CE   magic 0xCED7230A, little-endian
    //   05 00 00 00   kind 0 (the whole) in the upper 3 bits, 5 bytes
    //   01 .. 05      the bytes
    //   00 00 00      up to a multiple of 4
    [Fact]
    public void Record_WithoutTheMagicNumber_IsOnePart() =>
        Assert.Equal(
            [0x0A, 0x23, 0xD7, 0xCE, 5, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0],
            Written([1, 2, 3, 4, 5]));

    // The number at byte 4, a multiple of 4, splits the record, and is left out:
    //   magic, 04 00 00 20 (kind 1: the first; 0x20000000 | 4), AA BB CC DD
    //   magic, 02 00 00 60 (kind 3: the last; 0x60000000 | 2), EE FF, 00 00
    [Fact]
    public void Record_WithTheMagicNumberAtAMultipleOfFour_IsSplitThere() =>
        Assert.Equal(
            [
                0x0A, 0x23, 0xD7, 0xCE, 4, 0, 0, 0x20, 0xAA, 0xBB, 0xCC, 0xDD,
                0x0A, 0x23, 0xD7, 0xCE, 2, 0, 0, 0x60, 0xEE, 0xFF, 0, 0,
            ],
            Written([0xAA, 0xBB, 0xCC, 0xDD, .. s_magic, 0xEE, 0xFF]));

    // Twice, with nothing before and nothing between: first (0 bytes), middle (kind 2: 0x40000000 | 0), last (0 bytes).
    [Fact]
    public void Record_OfMagicNumbersAlone_HasEmptyParts() =>
        Assert.Equal(
            [
                0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x20,
                0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x40,
                0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x60,
            ],
            Written([.. s_magic, .. s_magic]));

    // Elsewhere it stays: a reader looks at multiples of 4 alone.
    [Fact]
    public void Record_WithTheMagicNumberElsewhere_IsOnePart() =>
        Assert.Equal(
            [0x0A, 0x23, 0xD7, 0xCE, 5, 0, 0, 0, 7, 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0],
            Written([7, .. s_magic]));

    [Fact]
    public void Records_OfAnyBytes_ReadBackAsTheyWere()
    {
        var random = new Random(7);
        using var file = new MemoryStream();
        var writer = new RecordIoWriter(file);
        var records = new List<(long Offset, byte[] Bytes)>();
        for (var record = 0; record < 300; record++)
        {
            var bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            for (var magics = random.Next(4); magics > 0 && bytes.Length >= 4; magics--)
                s_magic.CopyTo(bytes, random.Next(bytes.Length - 3));
            records.Add((writer.Position, bytes));
            writer.Write(bytes);
        }

        Assert.Equal(file.Length, writer.Position);
        Assert.All(records, record => Assert.Equal(record.Bytes, RecordAt(file.ToArray(), record.Offset)));
    }

    /// <summary>A reader of its own: parts are joined by the number that splits them.</summary>
    internal static byte[] RecordAt(byte[] file, long offset)
    {
        var record = new List<byte>();
        for (var at = (int)offset; ;)
        {
            Assert.Equal(s_magic, file[at..(at + 4)]);
            var word = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            var (kind, length) = (word >> 29, (int)(word & 0x1FFFFFFF));
            if (kind is 2 or 3)
                record.AddRange(s_magic);
            record.AddRange(file[(at + 8)..(at + 8 + length)]);
            at += 8 + (length + 3) / 4 * 4;
            if (kind is 0 or 3)
                return [.. record];
        }
    }

    private static byte[] Written(byte[] record)
    {
        using var file = new MemoryStream();
        new RecordIoWriter(file).Write(record);
        return file.ToArray();
    }
}
