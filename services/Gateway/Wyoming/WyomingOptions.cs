using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using Kws.Gateway.Zeroconf;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Wyoming;

/// <summary>The gateway as a Wyoming server, for Home Assistant. Configuration section <c>Wyoming</c>.</summary>
internal sealed class WyomingOptions : IValidatableObject
{
    public const string Section = "Wyoming";

    /// <summary>The TCP port; 10400 is usual. 0: no Wyoming server.</summary>
    [NumberRange(0, IPEndPoint.MaxPort)]
    public int Port { get; set; }

    /// <summary>Where it listens.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Whether it may listen beyond this machine although the protocol knows no passwords: whoever reaches it
    /// may listen and speak.</summary>
    public bool AllowBeyondLoopback { get; set; }

    /// <summary>Connections open at once; of one address no more than <c>Calls:PeerShare</c> percent of them.</summary>
    [NumberRange(1, 10_000)]
    public int MaxConnections { get; set; } = 64;

    /// <summary>How long a connection may send nothing; then it is closed.</summary>
    [TimeRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a client may take nothing of what it is told; then its connection is closed.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The device that what is heard counts for; empty: one for each connection, such as
    /// <c>wyoming:0HN3</c>.</summary>
    public string DeviceId { get; set; } = "";

    /// <summary>The languages of the wake words, with commas between.</summary>
    [RequiredText("languages such as en")]
    public string WakeLanguages { get; set; } = "en";

    /// <summary>Whether the server is announced by multicast DNS as <c>_wyoming._tcp.local.</c>, so that Home Assistant
    /// finds it.</summary>
    public bool Announce { get; set; }

    /// <summary>The name of the announcement, 1 to 63 bytes of UTF-8; empty: of this machine.</summary>
    public string AnnouncedName { get; set; } = "";

    /// <summary>Where it listens; null: nowhere.</summary>
    internal IPEndPoint? EndPoint => Port > 0 ? new IPEndPoint(IPAddress.Parse(Address), Port) : null;

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out var address))
            yield return Fault(nameof(Address), Address, "an IP address");
        else if (Port > 0 && !IPAddress.IsLoopback(address) && !AllowBeyondLoopback)
            yield return Fault(nameof(Address), Address,
                $"an address of this machine alone, unless {Section}:{nameof(AllowBeyondLoopback)} is true");
        if (Encoding.UTF8.GetByteCount(AnnouncedName) > DnsName.LongestLabel)
            yield return Fault(nameof(AnnouncedName), AnnouncedName,
                $"up to {DnsName.LongestLabel} bytes of UTF-8");

        ValidationResult Fault(string setting, string value, string allowed) =>
            SettingFault.Of(validationContext, SettingFault.Text(setting, value, allowed));
    }
}

/// <summary>Finds every fault of <see cref="WyomingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class WyomingOptionsValidator : IValidateOptions<WyomingOptions>;
