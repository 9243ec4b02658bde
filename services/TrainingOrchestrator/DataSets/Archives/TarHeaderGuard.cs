namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Watches the headers of a tar archive on their way: those that hold names and attributes are read into
/// memory, in the length that they claim.</summary>
/// <param name="inner">Stays the caller's.</param>
internal sealed class TarHeaderGuard(Stream inner) : ForwardOnlyStream
{
    private const int BlockBytes = 512;
    private const int SizeOffset = 124;
    private const int SizeLength = 12;
    private const int TypeOffset = 156;
    private const long MostAttributeBytes = 1 << 20;

    private readonly byte[] _header = new byte[BlockBytes];
    private int _filled;
    private long _toSkip;

    /// <exception cref="InvalidDataException">A header claims too much.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Watch(buffer[..read]);
        return read;
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Watch(buffer.Span[..read]);
        return read;
    }

    private void Watch(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var skipped = (int)Math.Min(_toSkip, bytes.Length);
            _toSkip -= skipped;
            bytes = bytes[skipped..];
            var taken = Math.Min(BlockBytes - _filled, bytes.Length);
            bytes[..taken].CopyTo(_header.AsSpan(_filled));
            bytes = bytes[taken..];
            _filled += taken;
            if (_filled < BlockBytes)
                return;
            _filled = 0;
            var size = SizeOf(_header.AsSpan(SizeOffset, SizeLength));
            // x, g: pax attributes; L, K: long names of GNU's.
            if (_header[TypeOffset] is (byte)'x' or (byte)'g' or (byte)'L' or (byte)'K' && size > MostAttributeBytes)
                throw new InvalidDataException($"a header claims {size} bytes of attributes");
            _toSkip = (size + BlockBytes - 1) / BlockBytes * BlockBytes;
        }
    }

    // Octal; where the highest bit is set, a binary number of eight bytes at the end.
    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return Math.Clamp(
                System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(field[^8..]), 0, long.MaxValue - BlockBytes);
        var size = 0L;
        foreach (var digit in field)
            if (digit is >= (byte)'0' and <= (byte)'7')
                size = 8 * size + (digit - '0');
        return size;
    }
}
