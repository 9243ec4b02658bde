using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Cuts a stream of JPEGs, one after the other as <c>ffmpeg -f mjpeg</c> writes them, into its
/// pictures.</summary>
/// <param name="stream">Left open.</param>
/// <param name="mostBytes">The largest picture taken, in bytes, and the most that may lie between two.</param>
internal sealed class MotionJpegReader(Stream stream, int mostBytes = PictureFile.MostBytes)
{
    private const int MostAtOnce = 64 * 1024;

    private readonly MotionJpegScan _scan = new();
    private byte[] _buffer = new byte[MostAtOnce];
    private int _length;
    private long _passedOver;

    /// <summary>Pictures so far that began and had no end.</summary>
    public long Unfinished { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// The next picture, or null at the end. Bytes between pictures are passed over; a picture within which the next
    /// one or the end of the stream comes is left out and counted.
    /// </summary>
    /// <exception cref="BadInputException">A picture does not end, or none begins.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var find = _scan.Next(_buffer.AsSpan(0, _length));
            if (find == MotionJpegFind.Picture)
                return Take();
            if (find == MotionJpegFind.Unfinished)
                LeaveOut();
            else if (!await FillAsync(cancellationToken) && !EndsWithin())
                return null;
        }
    }

    private byte[] Take()
    {
        var picture = _buffer[_scan.Begin.._scan.Position];
        Drop();
        _passedOver = 0;
        return picture;
    }

    private void LeaveOut()
    {
        Unfinished++;
        Drop();
    }

    /// <summary>The stream is at its end: whether there may be more pictures in what was read.</summary>
    private bool EndsWithin()
    {
        if (_scan.Begin < 0)
            return false;
        var goesOn = _scan.EndsWithin(_buffer.AsSpan(0, _length));
        LeaveOut();
        if (!goesOn)
            _length = 0;
        return goesOn;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        CheckSize();
        // What is before the picture is not needed again.
        if (_scan.Begin < 0)
        {
            _passedOver += _scan.Position;
            Drop();
        }
        if (_buffer.Length - _length < MostAtOnce)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + MostAtOnce));
        var read = await stream.ReadAsync(_buffer.AsMemory(_length, MostAtOnce), cancellationToken);
        _length += read;
        Bytes += read;
        return read > 0;
    }

    private void CheckSize()
    {
        if (_scan.Begin >= 0 && _length - _scan.Begin > mostBytes)
            throw new BadInputException("stream", $"a JPEG of more than {mostBytes} bytes",
                "it must be MJPEG: whole JPEGs one after the other");
        if (_passedOver > mostBytes)
            throw new BadInputException("stream", $"more than {mostBytes} bytes without a JPEG",
                "it must be MJPEG: whole JPEGs one after the other");
    }

    private void Drop()
    {
        _buffer.AsSpan(_scan.Position, _length - _scan.Position).CopyTo(_buffer);
        _length -= _scan.Position;
        _scan.Drop();
    }
}
