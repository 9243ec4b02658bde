using System.Buffers.Binary;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Counts the entries of a zip archive before they are read into memory (APPNOTE 6.3: 4.3.12, 4.3.14 to
/// 4.3.16).</summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22;
    private const int MostCommentBytes = ushort.MaxValue;
    private const int EntryBytes = 46;
    private const int LocatorBytes = 20;
    private const int End64Bytes = 56;
    private const uint EndSignature = 0x06054B50;
    private const uint LocatorSignature = 0x07064B50;
    private const uint EntrySignature = 0x02014B50;

    /// <exception cref="DataSetRefusedException">There are more than are allowed.</exception>
    /// <exception cref="InvalidDataException">It has no directory.</exception>
    public static void Check(Stream zip, ArchiveLimits limits)
    {
        var entry = new byte[EntryBytes];
        var buffered = new BufferedStream(zip, 64 * 1024);
        buffered.Position = Begin(zip);
        for (var entries = 0L; buffered.ReadAtLeast(entry, EntryBytes, throwOnEndOfStream: false) == EntryBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(entry) == EntrySignature;)
        {
            if (++entries > limits.MaxFiles)
                throw new DataSetRefusedException(
                    "", $"the archive has more than {limits.MaxFiles} entries, the limit ({limits.Section}:MaxFiles)");
            buffered.Seek(Number(entry, 28) + Number(entry, 30) + Number(entry, 32), SeekOrigin.Current);
        }

        zip.Position = 0;
    }

    private static long Begin(Stream zip)
    {
        var tail = new byte[(int)Math.Min(zip.Length, EndBytes + MostCommentBytes)];
        zip.Position = zip.Length - tail.Length;
        zip.ReadExactly(tail);
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
                continue;
            var begin = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            return begin == uint.MaxValue ? Begin64(zip, zip.Length - tail.Length + at) : begin;
        }

        throw new InvalidDataException("it has no directory at its end");
    }

    private static long Begin64(Stream zip, long end)
    {
        var locator = new byte[LocatorBytes];
        zip.Position = Math.Max(0, end - LocatorBytes);
        zip.ReadExactly(locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature)
            throw new InvalidDataException("it has no large directory where it says so");
        var record = new byte[End64Bytes];
        zip.Position = Within(zip, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)));
        zip.ReadExactly(record);
        return Within(zip, BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)));
    }

    private static long Within(Stream zip, long position) => position >= 0 && position <= zip.Length
        ? position
        : throw new InvalidDataException("its directory lies outside of it");

    private static int Number(byte[] entry, int at) => BinaryPrimitives.ReadUInt16LittleEndian(entry.AsSpan(at));
}
