using System.Net;

namespace Kws.Gateway.Zeroconf;

/// <summary>A service that multicast DNS tells of (RFC 6763).</summary>
internal sealed class ServiceAnnouncement
{
    private static readonly TimeSpan s_longLifetime = TimeSpan.FromMinutes(75);
    private static readonly TimeSpan s_hostLifetime = TimeSpan.FromMinutes(2);
    private static readonly DnsName s_kinds = DnsName.Of("_services", "_dns-sd", "_udp", "local");

    private readonly DnsName _kind;
    private readonly DnsName _service;
    private readonly DnsName _host;
    private readonly int _port;
    private readonly IReadOnlyList<IPAddress> _addresses;

    /// <param name="kind">Such as <c>_wyoming</c>, over TCP.</param>
    /// <param name="name">Of this one, 1 to 63 bytes of UTF-8.</param>
    /// <param name="host">Of this machine, without a domain.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="addresses">Where it is reached.</param>
    public ServiceAnnouncement(string kind, string name, string host, int port, IReadOnlyList<IPAddress> addresses)
    {
        _kind = DnsName.Of(kind, "_tcp", "local");
        _service = DnsName.Of(name, kind, "_tcp", "local");
        _host = DnsName.Of(host, "local");
        (_port, _addresses) = (port, addresses);
    }

    /// <summary>The whole name, for logs.</summary>
    public string Name => _service.ToString();

    /// <summary>What everyone is told when it begins.</summary>
    public byte[] Hello() => All(s_longLifetime, s_hostLifetime);

    /// <summary>What everyone is told when it ends: nothing of it is to be remembered.</summary>
    public byte[] Farewell() => All(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>The answer to a query; null: none of its questions is about this service.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isPlain">Whether it is one of the plain DNS.</param>
    public byte[]? AnswerTo(DnsQuery query, bool isPlain)
    {
        var questions = query.Questions;
        var plain = isPlain ? query : null;
        if (questions.Any(question => IsAbout(question, _kind, DnsRecords.Pointer)
            || IsAbout(question, _service, DnsRecords.Service) || IsAbout(question, _service, DnsRecords.Text)
            || IsAbout(question, _host, DnsRecords.Address4) || IsAbout(question, _host, DnsRecords.Address6)))
            return All(s_longLifetime, s_hostLifetime, plain);
        return questions.Any(question => IsAbout(question, s_kinds, DnsRecords.Pointer))
            ? new DnsRecords(plain).AddPointer(s_kinds, _kind, s_longLifetime).ToMessage()
            : null;
    }

    private byte[] All(TimeSpan lifetime, TimeSpan hostLifetime, DnsQuery? plain = null)
    {
        var records = new DnsRecords(plain)
            .AddPointer(_kind, _service, lifetime)
            .AddService(_service, _host, _port, hostLifetime)
            .AddNoText(_service, lifetime);
        foreach (var address in _addresses)
            records.AddAddress(_host, address, hostLifetime);
        return records.ToMessage();
    }

    private static bool IsAbout(DnsQuestion question, DnsName name, ushort type) =>
        (question.Type == type || question.Type == DnsRecords.Any) && question.Name.Is(name);
}
