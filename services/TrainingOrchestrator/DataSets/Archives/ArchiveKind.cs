namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>How files are packed into one.</summary>
internal enum ArchiveKind
{
    Tar,
    TarGz,
    Zip,
}

/// <summary>Tells archives by their first bytes.</summary>
internal static class ArchiveKinds
{
    /// <summary>Bytes that are enough to tell.</summary>
    public const int EnoughBytes = 512;

    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    /// <summary>Null: none that is known.</summary>
    public static ArchiveKind? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return ArchiveKind.TarGz;
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8))
            return ArchiveKind.Zip;
        return start.Length >= EnoughBytes && IsTarHeader(start) ? ArchiveKind.Tar : null;
    }

    // POSIX.1-1988: the sum of the header's bytes, with blanks in place of the sum, in octal. The oldest archives have
    // no other mark.
    private static bool IsTarHeader(ReadOnlySpan<byte> block)
    {
        var (sum, stated) = (0, 0);
        for (var i = 0; i < EnoughBytes; i++)
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? ' ' : block[i];
        foreach (var digit in block.Slice(ChecksumOffset, ChecksumLength))
            if (digit is >= (byte)'0' and <= (byte)'7')
                stated = 8 * stated + (digit - '0');
        return sum == stated;
    }
}
