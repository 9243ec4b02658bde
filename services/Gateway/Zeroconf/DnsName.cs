using System.Text;

namespace Kws.Gateway.Zeroconf;

/// <summary>A name of the DNS: labels, the first of which may hold any text (RFC 6763, section 4.1).</summary>
internal sealed record DnsName
{
    /// <summary>Longest label, in bytes of UTF-8 (RFC 1035, section 2.3.4).</summary>
    public const int LongestLabel = 63;

    private DnsName(IReadOnlyList<byte[]> labels) => Labels = labels;

    /// <summary>From the host's to the top.</summary>
    public IReadOnlyList<byte[]> Labels { get; }

    /// <summary>Of labels, each 1 to 63 bytes of UTF-8.</summary>
    public static DnsName Of(params string[] labels) => new([.. labels.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Of labels as they came.</summary>
    public static DnsName OfBytes(IReadOnlyList<byte[]> labels) => new(labels);

    /// <summary>The same but for the case of ASCII letters.</summary>
    public bool Is(DnsName other) => Labels.Count == other.Labels.Count
        && Labels.Zip(other.Labels).All(pair => Ascii.EqualsIgnoreCase(pair.First, pair.Second)
            || pair.First.AsSpan().SequenceEqual(pair.Second));

    public override string ToString() => string.Join('.', Labels.Select(Encoding.UTF8.GetString)) + ".";
}
