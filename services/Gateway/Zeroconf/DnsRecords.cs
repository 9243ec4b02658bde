using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Kws.Gateway.Zeroconf;

/// <summary>Writes a message of answers (RFC 1035, sections 3 and 4; RFC 2782; RFC 6762, section 10.2).</summary>
/// <param name="plain">The query of one who knows the plain DNS alone, and is answered as it does (RFC 6762, section
/// 6.7); null: for all.</param>
internal sealed class DnsRecords(DnsQuery? plain = null)
{
    /// <summary>A: an address of IPv4.</summary>
    public const ushort Address4 = 1;

    /// <summary>PTR: another name.</summary>
    public const ushort Pointer = 12;

    /// <summary>TXT: texts.</summary>
    public const ushort Text = 16;

    /// <summary>AAAA: an address of IPv6.</summary>
    public const ushort Address6 = 28;

    /// <summary>SRV: a host and a port.</summary>
    public const ushort Service = 33;

    /// <summary>ANY: whatever there is.</summary>
    public const ushort Any = 255;

    private const ushort AuthoritativeAnswer = 0x8400;
    private const ushort InternetClass = 1;
    private const ushort FlushFlag = 0x8000;
    private const double PlainLifetimeSeconds = 10;

    private readonly ArrayBufferWriter<byte> _records = new();
    private ushort _count;

    /// <summary>A pointer, of which others may be owners too.</summary>
    public DnsRecords AddPointer(DnsName name, DnsName target, TimeSpan lifetime) =>
        Add(name, Pointer, InternetClass, lifetime, data => WriteName(data, target));

    /// <summary>Where a service is.</summary>
    public DnsRecords AddService(DnsName name, DnsName host, int port, TimeSpan lifetime) =>
        AddOwn(name, Service, lifetime, data =>
        {
            WriteWord(data, 0);
            WriteWord(data, 0);
            WriteWord(data, (ushort)port);
            WriteName(data, host);
        });

    /// <summary>That there is nothing more to tell (RFC 6763, section 6.1).</summary>
    public DnsRecords AddNoText(DnsName name, TimeSpan lifetime) =>
        AddOwn(name, Text, lifetime, data => data.Write([(byte)0]));

    public DnsRecords AddAddress(DnsName name, IPAddress address, TimeSpan lifetime) => AddOwn(
        name,
        address.AddressFamily == AddressFamily.InterNetworkV6 ? Address6 : Address4,
        lifetime,
        data => data.Write(address.GetAddressBytes()));

    /// <summary>The message.</summary>
    public byte[] ToMessage()
    {
        var message = new ArrayBufferWriter<byte>();
        var questions = plain?.Questions ?? [];
        WriteWord(message, plain?.Id ?? 0);
        WriteWord(message, AuthoritativeAnswer);
        WriteWord(message, (ushort)questions.Count);
        WriteWord(message, _count);
        WriteWord(message, 0);
        WriteWord(message, 0);
        foreach (var question in questions)
        {
            WriteName(message, question.Name);
            WriteWord(message, question.Type);
            WriteWord(message, InternetClass);
        }
        message.Write(_records.WrittenSpan);
        return message.WrittenSpan.ToArray();
    }

    // What was known of the name before counts no more; the plain DNS has no flag for that.
    private DnsRecords AddOwn(DnsName name, ushort type, TimeSpan lifetime, Action<ArrayBufferWriter<byte>> write) =>
        Add(name, type, plain is null ? (ushort)(InternetClass | FlushFlag) : InternetClass, lifetime, write);

    private DnsRecords Add(
        DnsName name, ushort type, ushort kind, TimeSpan lifetime, Action<ArrayBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        WriteName(_records, name);
        WriteWord(_records, type);
        WriteWord(_records, kind);
        BinaryPrimitives.WriteUInt32BigEndian(_records.GetSpan(sizeof(uint)), Seconds(lifetime));
        _records.Advance(sizeof(uint));
        WriteWord(_records, (ushort)data.WrittenCount);
        _records.Write(data.WrittenSpan);
        _count++;
        return this;
    }

    private uint Seconds(TimeSpan lifetime) =>
        (uint)Math.Min(lifetime.TotalSeconds, plain is null ? lifetime.TotalSeconds : PlainLifetimeSeconds);

    private static void WriteName(ArrayBufferWriter<byte> output, DnsName name)
    {
        foreach (var label in name.Labels)
        {
            output.Write([(byte)label.Length]);
            output.Write(label);
        }
        output.Write([(byte)0]);
    }

    private static void WriteWord(ArrayBufferWriter<byte> output, ushort word)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(sizeof(ushort)), word);
        output.Advance(sizeof(ushort));
    }
}
