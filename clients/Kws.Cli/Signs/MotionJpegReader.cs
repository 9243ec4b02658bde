using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Cuts a stream of JPEGs, one after the other as <c>ffmpeg -f mjpeg</c> writes them, into its
/// pictures.</summary>
/// <remarks>
/// Segments are passed over by their lengths, since a thumbnail in one holds an end marker of its own (ITU-T T.81,
/// annex B).
/// </remarks>
/// <param name="stream">Left open.</param>
/// <param name="mostBytes">The largest picture taken, in bytes.</param>
internal sealed class MotionJpegReader(Stream stream, int mostBytes = MotionJpegReader.MostBytes)
{
    /// <summary>A picture larger than this is none: the stream is not what it should be.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    private const byte Marker = 0xFF;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _picture = new();
    private int _available;
    private int _position;

    /// <summary>The next picture, or null at the end. Bytes between pictures are passed over; a last one that is cut
    /// short is dropped.</summary>
    /// <exception cref="BadInputException">A picture does not end.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        _picture.SetLength(0);
        if (!await SeekStartAsync(cancellationToken))
            return null;
        _picture.Write([Marker, Start]);
        while (await ReadMarkerAsync(cancellationToken) is { } marker)
        {
            if (marker == End)
                return _picture.ToArray();
            if (HasLength(marker) && !await CopySegmentAsync(cancellationToken))
                return null;
        }
        return null;
    }

    private static bool HasLength(byte marker) => marker is not (0x00 or 0x01 or (>= 0xD0 and <= 0xD7));

    private async ValueTask<bool> SeekStartAsync(CancellationToken cancellationToken)
    {
        var previous = -1;
        while (await NextAsync(cancellationToken) is { } value)
        {
            if (previous == Marker && value == Start)
                return true;
            previous = value;
        }
        return false;
    }

    /// <summary>Copies up to the next marker: between segments at once, after a scan behind its data.</summary>
    private async ValueTask<byte?> ReadMarkerAsync(CancellationToken cancellationToken)
    {
        byte previous = 0;
        while (await CopyAsync(cancellationToken) is { } value)
        {
            // Within a scan's data 0xFF 0x00 stands for 0xFF, and 0xFF 0xFF is padding.
            if (previous == Marker && value is not (0 or Marker))
                return value;
            previous = value;
        }
        return null;
    }

    private async ValueTask<bool> CopySegmentAsync(CancellationToken cancellationToken)
    {
        if (await CopyAsync(cancellationToken) is not { } high || await CopyAsync(cancellationToken) is not { } low)
            return false;
        for (var left = (high << 8 | low) - 2; left > 0; left--)
            if (await CopyAsync(cancellationToken) is null)
                return false;
        return true;
    }

    private async ValueTask<byte?> CopyAsync(CancellationToken cancellationToken)
    {
        var value = await NextAsync(cancellationToken);
        if (value is { } read)
            _picture.WriteByte(read);
        return _picture.Length <= mostBytes ? value
            : throw new BadInputException("stream", $"a JPEG of more than {mostBytes} bytes",
                "it must be MJPEG: whole JPEGs one after the other");
    }

    private async ValueTask<byte?> NextAsync(CancellationToken cancellationToken)
    {
        if (_position == _available)
        {
            _available = await stream.ReadAsync(_buffer, cancellationToken);
            _position = 0;
            if (_available == 0)
                return null;
        }
        return _buffer[_position++];
    }
}
