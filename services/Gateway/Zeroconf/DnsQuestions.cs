using System.Buffers.Binary;

namespace Kws.Gateway.Zeroconf;

/// <summary>A question of a multicast DNS query.</summary>
/// <param name="Name">That is asked for.</param>
/// <param name="Type">Such as <see cref="DnsRecords.Pointer"/>.</param>
/// <param name="WantsUnicast">The answer goes to whoever asked alone (RFC 6762, section 5.4).</param>
internal sealed record DnsQuestion(DnsName Name, ushort Type, bool WantsUnicast);

/// <param name="Id">That the answer to one who asked alone repeats.</param>
/// <param name="Questions">In order.</param>
internal sealed record DnsQuery(ushort Id, IReadOnlyList<DnsQuestion> Questions);

/// <summary>Reads the questions of a message (RFC 1035, section 4); any bytes may come.</summary>
internal static class DnsQuestions
{
    private const int HeaderBytes = 12;
    private const int MostQuestions = 64;
    private const int LongestName = 255;
    private const ushort ResponseFlag = 0x8000;
    private const ushort UnicastFlag = 0x8000;
    private const ushort InternetClass = 1;
    private const ushort AnyClass = 255;
    private const byte PointerBits = 0xC0;

    /// <summary>The query; without questions of a response, and of what is no message.</summary>
    public static DnsQuery Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderBytes || (Word(message, 2) & ResponseFlag) != 0)
            return new DnsQuery(0, []);
        List<DnsQuestion> questions = [];
        var at = HeaderBytes;
        for (var left = Math.Min(Word(message, 4), (ushort)MostQuestions); left > 0; left--)
        {
            if (ReadName(message, ref at) is not { } name || at + 2 * sizeof(ushort) > message.Length)
                break;
            var kind = Word(message, at + sizeof(ushort));
            if ((kind & ~UnicastFlag) is InternetClass or AnyClass)
                questions.Add(new DnsQuestion(name, Word(message, at), (kind & UnicastFlag) != 0));
            at += 2 * sizeof(ushort);
        }
        return new DnsQuery(Word(message, 0), questions);
    }

    /// <summary>A name; null: there is none.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="at">Where it begins; then where it ends.</param>
    private static DnsName? ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        List<byte[]> labels = [];
        var read = at;
        var bytes = 0;
        int? end = null;
        while (read < message.Length)
        {
            var length = message[read];
            if (length == 0)
            {
                at = end ?? read + 1;
                return DnsName.OfBytes(labels);
            }
            if ((length & PointerBits) == PointerBits)
            {
                if (read + 1 >= message.Length)
                    return null;
                end ??= read + 2;
                var target = Word(message, read) & 0x3FFF;
                // Only backwards, so that it comes to an end.
                if (target >= read)
                    return null;
                read = target;
                continue;
            }
            bytes += length + 1;
            if (length > DnsName.LongestLabel || bytes > LongestName || read + 1 + length > message.Length)
                return null;
            labels.Add(message.Slice(read + 1, length).ToArray());
            read += length + 1;
        }
        return null;
    }

    private static ushort Word(ReadOnlySpan<byte> message, int at) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
