using System.Buffers.Binary;

namespace Kws.VisionInference.Decoding;

/// <summary>
/// What a JPEG's headers say, read before any memory is taken, and which of them libjpeg would warn of though they
/// leave the picture whole.
/// </summary>
internal sealed class JpegLayout
{
    private const int FrameBytes = 6;
    private const int ComponentBytes = 3;
    private const int JfifBytes = 14;
    private const int AdobeBytes = 12;
    private const int AdobeTransformAt = 11;

    private readonly HashSet<byte> _missing = [];
    private bool _hasEnd;
    private bool _hasRestarts;
    private bool _hasOrientation;
    private bool _isHuffmanSequential;
    private int _dataBytes;
    private int? _adobeTransform;

    private JpegLayout()
    {
    }

    /// <summary>Pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Pixels.</summary>
    public int Height { get; private set; }

    /// <summary>1 grey, 3 colour, 4 printers' inks.</summary>
    public int Components { get; private set; }

    public bool IsProgressive { get; private set; }

    /// <summary>Each goes over the picture once.</summary>
    public int Scans { get; private set; }

    public Orientation Orientation { get; private set; } = Orientation.Upright;

    /// <summary>What is wrong with the headers and can be mended (<see cref="JpegMending"/>); null: nothing.</summary>
    public string? Flaw { get; private set; }

    /// <summary>Whether the data are one run: what is wrong behind it can have cost no line.</summary>
    public bool IsOneRun => Scans == 1 && !IsProgressive && !_hasRestarts;

    /// <exception cref="InvalidImageException">The picture is cut short, or its headers are malformed.</exception>
    public static JpegLayout Read(ReadOnlySpan<byte> jpeg)
    {
        var layout = new JpegLayout();
        var segments = new JpegSegments(jpeg);
        while (!layout._hasEnd && segments.MoveNext())
            layout.Add(segments);
        layout.CheckWhole();
        return layout;
    }

    /// <summary>Whether libjpeg knows the colour transform that an Adobe segment names.</summary>
    public static bool IsKnownTransform(int transform, int components) =>
        transform == 0 || transform == (components == 4 ? 2 : 1);

    /// <summary>Whether an APP0 segment names a JFIF revision that libjpeg warns of.</summary>
    public static bool HasOddJfifRevision(ReadOnlySpan<byte> payload) =>
        payload.Length >= JfifBytes && payload.StartsWith("JFIF\0"u8) && payload[5] != 1;

    /// <summary>The colour transform that an APP14 segment names; null if it is not Adobe's.</summary>
    public static int? AdobeTransform(ReadOnlySpan<byte> payload) =>
        payload.Length >= AdobeBytes && payload.StartsWith("Adobe"u8) ? payload[AdobeTransformAt] : null;

    /// <summary>A sequential scan covers all 64 coefficients; phones and IP cameras write other bytes there.</summary>
    public static bool HasOddSelection(ReadOnlySpan<byte> scanHeader) => scanHeader is not [.., 0, 63, 0];

    private void Add(in JpegSegments segment)
    {
        if (segment.HasPadding && Scans == 0)
            Flaw ??= "bytes between its segments";
        switch (segment.Marker)
        {
            case JpegMarker.EndOfImage:
                _hasEnd = true;
                break;
            case JpegMarker.StartOfImage:
                throw JpegDecoder.Unreadable("another picture begins within it");
            case JpegMarker.StartOfScan:
                AddScan(segment.Payload);
                _dataBytes += segment.ScanData.Length;
                break;
            case JpegMarker.RestartInterval:
                _hasRestarts |= segment.Payload.IndexOfAnyExcept((byte)0) >= 0;
                break;
            case JpegMarker.Jfif when HasOddJfifRevision(segment.Payload):
                Flaw ??= "an unknown JFIF revision";
                break;
            case JpegMarker.Adobe:
                _adobeTransform = AdobeTransform(segment.Payload) ?? _adobeTransform;
                break;
            case JpegMarker.Exif when !_hasOrientation && ExifOrientation.IsExif(segment.Payload):
                (_hasOrientation, Orientation) = (true, ExifOrientation.Read(segment.Payload));
                break;
            case var frame when JpegMarker.IsFrame(frame) && Components == 0:
                AddFrame(frame, segment.Payload);
                break;
        }
    }

    private void AddFrame(byte marker, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FrameBytes || payload.Length < FrameBytes + payload[5] * ComponentBytes || payload[5] == 0)
            throw JpegDecoder.Unreadable("its frame header is malformed");
        IsProgressive = JpegMarker.IsProgressive(marker);
        _isHuffmanSequential = JpegMarker.IsHuffmanSequential(marker);
        Height = BinaryPrimitives.ReadUInt16BigEndian(payload[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(payload[3..]);
        Components = payload[5];
        for (var component = 0; component < Components; component++)
            _missing.Add(payload[FrameBytes + component * ComponentBytes]);
    }

    private void AddScan(ReadOnlySpan<byte> header)
    {
        if (header.Length < 1 || header.Length != 4 + 2 * header[0])
            throw JpegDecoder.Unreadable("its scan header is malformed");
        Scans++;
        if (!IsProgressive && HasOddSelection(header))
            Flaw ??= "odd spectral selection";
        var isFirstOfItsComponents = !IsProgressive || header[^3] == 0;
        for (var component = 0; component < header[0] && isFirstOfItsComponents; component++)
            _missing.Remove(header[1 + 2 * component]);
    }

    private void CheckWhole()
    {
        if (Components == 0)
            throw JpegDecoder.Unreadable("it has no frame header");
        if (_missing.Count > 0)
            throw JpegDecoder.Unreadable("a scan is missing");
        // Two bits a block are the least, and of one component there is a block to 256 pixels at the least.
        if (_isHuffmanSequential && _dataBytes < (long)Width * Height / 1024)
            throw JpegDecoder.Unreadable($"its data are too short for {Width}x{Height} pixels");
        // A progressive picture lacks nothing visible that tells how many scans were still to come.
        if (!_hasEnd && (IsProgressive || Scans > 1))
            throw JpegDecoder.Unreadable("it ends before its last scan");
        if (!_hasEnd)
            Flaw ??= "no end marker";
        if (_adobeTransform is { } transform && !IsKnownTransform(transform, Components))
            Flaw ??= "an unknown Adobe colour transform";
    }
}
