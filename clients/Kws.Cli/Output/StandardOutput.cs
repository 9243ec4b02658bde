using Microsoft.Win32.SafeHandles;

namespace Kws.Cli.Output;

/// <summary>Nobody reads standard output any more, as after <c>| head -1</c>: there is nothing left to do.</summary>
public sealed class ReaderGoneException(IOException inner) : IOException("standard output was closed", inner);

/// <summary>Opens standard output so that the end of its reader ends the program.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>A writer that writes every line at once. At a terminal it is the console's own, which tables ask for
    /// their width.</summary>
    public static TextWriter OpenWriter() =>
        Console.IsOutputRedirected ? new StreamWriter(Open()) { AutoFlush = true } : Console.Out;

    /// <summary>Its bytes. A write after the reader's end is <see cref="ReaderGoneException"/>.</summary>
    // The console's own stream takes such writes in silence, and an endless command would never end. A file has no
    // reader that could go; PipeStream would write at a position of its own, over what others wrote to the same file.
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var stream = new PipeStream(new SafeFileHandle(Descriptor, ownsHandle: false));
        return stream.IsFile ? Console.OpenStandardOutput() : stream;
    }

    /// <summary>Tells the reader's end apart from other faults.</summary>
    internal sealed class PipeStream(SafeFileHandle handle) : Stream
    {
        private const int BrokenPipe = 32;
        private readonly FileStream _inner = new(handle, FileAccess.Write, bufferSize: 0);

        /// <summary>Whether it is a file and no pipe.</summary>
        public bool IsFile => _inner.CanSeek;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                _inner.Write(buffer);
            }
            catch (IOException e) when (e.HResult == BrokenPipe)
            {
                throw new ReaderGoneException(e);
            }
        }

        public override void Flush() => _inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
