using System.Buffers;

namespace Kws.Audio;

/// <summary>Reads streams whose length nobody vouches for.</summary>
internal static class BoundedBytes
{
    /// <summary>All bytes up to the end of the stream.</summary>
    /// <exception cref="InvalidAudioException">The stream holds more than <paramref name="limit"/>.</exception>
    public static MemoryStream ReadToEnd(Stream stream, int limit)
    {
        var bytes = new MemoryStream();
        var block = ArrayPool<byte>.Shared.Rent(81_920);
        try
        {
            for (int read; (read = stream.Read(block, 0, block.Length)) > 0;)
            {
                if (bytes.Length + read > limit)
                    throw new InvalidAudioException("length in bytes", $"more than {limit}", $"at most {limit}");
                bytes.Write(block, 0, read);
            }

            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
