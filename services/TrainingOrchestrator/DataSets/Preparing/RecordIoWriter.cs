using System.Buffers.Binary;

namespace Kws.TrainingOrchestrator.DataSets.Preparing;

/// <summary>Writes dmlc's RecordIO, in which MXNet keeps images.</summary>
/// <remarks>
/// A record is one part or several: magic number, a word with the part's kind in its upper 3 bits (0 the whole, 1 the
/// first, 2 a middle one, 3 the last) and its length in the lower 29, the bytes, zeros up to a multiple of 4; all
/// little-endian. Where the magic number stands in the data at a multiple of 4, the record is split there and the four
/// bytes are left out: a reader that lost its way finds the next record by the number.
/// </remarks>
internal sealed class RecordIoWriter(Stream output)
{
    private const uint Magic = 0xCED7230A;
    private const int LengthBits = 29;

    /// <summary>Bytes written so far: where the next record begins.</summary>
    public long Position { get; private set; }

    /// <exception cref="ArgumentException">The record has 512 MiB or more.</exception>
    public void Write(ReadOnlySpan<byte> record)
    {
        if (record.Length >= 1 << LengthBits)
            throw new ArgumentException($"a record of {record.Length} bytes; allowed: below {1 << LengthBits}");
        var begin = 0;
        for (var at = 0; at + 4 <= record.Length; at += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(record[at..]) != Magic)
                continue;
            WritePart(begin == 0 ? 1u : 2u, record[begin..at]);
            begin = at + 4;
        }

        WritePart(begin == 0 ? 0u : 3u, record[begin..]);
    }

    private void WritePart(uint kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], kind << LengthBits | (uint)bytes.Length);
        Span<byte> padding = stackalloc byte[3];
        padding.Clear();
        output.Write(head);
        output.Write(bytes);
        output.Write(padding[..(-bytes.Length & 3)]);
        Position += head.Length + bytes.Length + (-bytes.Length & 3);
    }
}
