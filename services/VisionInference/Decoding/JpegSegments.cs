using System.Buffers.Binary;

namespace Kws.VisionInference.Decoding;

/// <summary>Goes from segment to segment of a JPEG, passing over what libjpeg does (ITU-T T.81, B.1.1).</summary>
/// <param name="jpeg">Begins with a start-of-image marker.</param>
internal ref struct JpegSegments(ReadOnlySpan<byte> jpeg)
{
    private const int LengthBytes = 2;

    private readonly ReadOnlySpan<byte> _jpeg = jpeg;
    private int _next = 2;

    /// <summary>Of the present segment.</summary>
    public byte Marker { get; private set; }

    /// <summary>What follows the segment's length.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Behind a scan header: its entropy-coded data with restart markers; else empty.</summary>
    public ReadOnlySpan<byte> ScanData { get; private set; }

    /// <summary>Whether there were bytes between this segment and the one before that belong to neither.</summary>
    public bool HasPadding { get; private set; }

    /// <summary>False at the end of the data.</summary>
    /// <exception cref="InvalidImageException">The data end within the segment, or its length is wrong.</exception>
    public bool MoveNext()
    {
        if (!FindMarker())
            return false;
        Payload = ScanData = default;
        if (JpegMarker.IsBare(Marker))
            return true;
        var rest = _jpeg[_next..];
        var length = rest.Length < LengthBytes ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < LengthBytes || length > rest.Length)
            throw JpegDecoder.Unreadable($"it ends within the segment of marker 0x{Marker:X2}");
        Payload = rest[LengthBytes..length];
        _next += length;
        if (Marker == JpegMarker.StartOfScan)
            TakeScanData();
        return true;
    }

    private bool FindMarker()
    {
        HasPadding = false;
        while (true)
        {
            var padding = _jpeg[_next..].IndexOf(JpegMarker.Prefix);
            if (padding < 0)
                return false;
            HasPadding |= padding > 0;
            _next += padding;
            while (_next < _jpeg.Length && _jpeg[_next] == JpegMarker.Prefix)
                _next++;
            if (_next == _jpeg.Length)
                return false;
            Marker = _jpeg[_next++];
            if (Marker != 0)
                return true;
            HasPadding = true;
        }
    }

    private void TakeScanData()
    {
        var begin = _next;
        while (true)
        {
            var prefix = _jpeg[_next..].IndexOf(JpegMarker.Prefix);
            if (prefix < 0 || _next + prefix + 1 >= _jpeg.Length)
            {
                // A 0xFF that is the last byte begins a marker that did not come.
                ScanData = _jpeg[begin..(prefix < 0 ? _jpeg.Length : _next + prefix)];
                _next = _jpeg.Length;
                return;
            }
            _next += prefix;
            var following = _jpeg[_next + 1];
            if (following != JpegMarker.Prefix && !JpegMarker.IsOfScanData(following))
                break;
            _next += following == JpegMarker.Prefix ? 1 : 2;
        }
        ScanData = _jpeg[begin.._next];
    }
}
