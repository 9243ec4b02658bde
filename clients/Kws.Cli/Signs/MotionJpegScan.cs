namespace Kws.Cli.Signs;

/// <summary>What of a stream of JPEGs a scan has found.</summary>
internal enum MotionJpegFind
{
    /// <summary>More bytes are needed to tell.</summary>
    Nothing,

    /// <summary>A whole picture.</summary>
    Picture,

    /// <summary>A picture that has no end: the next one begins within it.</summary>
    Unfinished,
}

/// <summary>
/// Finds where pictures begin and end in the first bytes of a stream, which grow (ITU-T T.81, annex B).
/// </summary>
/// <remarks>
/// Segments are passed over by their lengths, since a thumbnail in one holds markers of its own. If nothing that
/// belongs there follows a segment without thumbnails, the picture was cut within it, and what was passed over is
/// looked at again.
/// </remarks>
internal sealed class MotionJpegScan
{
    private const byte Prefix = 0xFF;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;
    private const byte Jfif = 0xE0;
    private const byte Comment = 0xFE;
    private const int StartBytes = 3;

    // The last segment in which the picture may have been cut; 0: none.
    private int _suspect;
    private bool _isInData;

    /// <summary>Where to go on: all before is understood.</summary>
    public int Position { get; private set; }

    /// <summary>Where the first picture begins, -1: there is none up to <see cref="Position"/>.</summary>
    public int Begin { get; private set; } = -1;

    /// <summary>Goes on, in the bytes that it was given before and more behind them.</summary>
    /// <param name="bytes">The stream from where <see cref="Drop"/> left it.</param>
    public MotionJpegFind Next(ReadOnlySpan<byte> bytes)
    {
        if (Begin < 0 && !FindBegin(bytes))
            return MotionJpegFind.Nothing;
        while (Position + 1 < bytes.Length)
        {
            if (_isInData && !SkipData(bytes))
                return MotionJpegFind.Nothing;
            // A start that may yet be one.
            if (IsAt(bytes, Start) && Position + StartBytes > bytes.Length)
                return MotionJpegFind.Nothing;
            if (IsStart(bytes, Position))
                return MotionJpegFind.Unfinished;
            if (IsAt(bytes, End))
            {
                Position += 2;
                return MotionJpegFind.Picture;
            }
            if (!_isInData && !IsMarker(bytes) && FindStartIn(bytes, Position))
                return MotionJpegFind.Unfinished;
            if (!Step(bytes))
                return MotionJpegFind.Nothing;
        }
        return MotionJpegFind.Nothing;
    }

    /// <summary>At the end of the stream: whether a picture begins in the tables in which this one was cut.</summary>
    public bool EndsWithin(ReadOnlySpan<byte> bytes) => Begin >= 0 && FindStartIn(bytes, bytes.Length);

    /// <summary>The bytes up to <see cref="Position"/> are taken away, and the next picture is looked for.</summary>
    public void Drop() => (Position, Begin, _suspect, _isInData) = (0, -1, 0, false);

    private static bool IsStart(ReadOnlySpan<byte> bytes, int at) =>
        bytes[at..].StartsWith((ReadOnlySpan<byte>)[Prefix, Start, Prefix]);

    private static bool HasLength(byte marker) => marker is not (0x00 or 0x01 or (>= 0xD0 and <= 0xD9) or Prefix);

    /// <summary>Whether the picture may have been cut within a segment. Those of applications hold anything, thumbnails
    /// too, but begin with a name of letters; none stands behind a scan.</summary>
    private static bool MayBeCut(byte marker, ReadOnlySpan<byte> payload) => marker switch
    {
        Comment => false,
        Jfif => !payload.StartsWith("JFXX"u8),
        > Jfif => payload is not [var first, ..] || !char.IsAsciiLetter((char)first),
        _ => true,
    };

    private bool IsAt(ReadOnlySpan<byte> bytes, byte marker) =>
        bytes[Position] == Prefix && bytes[Position + 1] == marker;

    private bool IsMarker(ReadOnlySpan<byte> bytes) =>
        bytes[Position] == Prefix && bytes[Position + 1] is not (0 or (>= 0xD0 and <= 0xD7));

    private bool FindBegin(ReadOnlySpan<byte> bytes)
    {
        var begin = bytes[Position..].IndexOf((ReadOnlySpan<byte>)[Prefix, Start, Prefix]);
        if (begin < 0)
        {
            Position = Math.Max(Position, bytes.Length - StartBytes + 1);
            return false;
        }
        Begin = Position + begin;
        Position = Begin + 2;
        return true;
    }

    /// <summary>To the next marker that ends the data of a scan; false if it has not come yet.</summary>
    private bool SkipData(ReadOnlySpan<byte> bytes)
    {
        while (bytes[Position..].IndexOf(Prefix) is >= 0 and var prefix)
        {
            Position += prefix;
            if (Position + 1 == bytes.Length)
                return false;
            var marker = bytes[Position + 1];
            if (marker == Prefix)
                Position++;
            else if (marker is 0 or (>= 0xD0 and <= 0xD7))
                Position += 2;
            else
                return true;
        }
        Position = bytes.Length;
        return false;
    }

    private bool FindStartIn(ReadOnlySpan<byte> bytes, int end)
    {
        if (_suspect == 0)
            return false;
        var begin = _suspect + 2;
        _suspect = 0;
        var start = bytes[begin..end].IndexOf((ReadOnlySpan<byte>)[Prefix, Start, Prefix]);
        if (start < 0)
            return false;
        Position = begin + start;
        return true;
    }

    /// <summary>Over one segment, or one byte that belongs to none; false if its end has not come yet.</summary>
    private bool Step(ReadOnlySpan<byte> bytes)
    {
        var marker = bytes[Position + 1];
        if (bytes[Position] != Prefix || !HasLength(marker))
        {
            Position += bytes[Position] == Prefix && marker != Prefix ? 2 : 1;
            return true;
        }
        _suspect = _isInData || Position + 4 >= bytes.Length || MayBeCut(marker, bytes[(Position + 4)..])
            ? Position
            : 0;
        if (Position + 4 > bytes.Length)
            return false;
        var end = Position + 2 + Math.Max(2, bytes[Position + 2] << 8 | bytes[Position + 3]);
        if (end > bytes.Length)
            return false;
        (Position, _isInData) = (end, marker == Scan);
        return true;
    }
}
