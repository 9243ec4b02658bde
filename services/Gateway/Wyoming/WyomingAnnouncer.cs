using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Kws.Gateway.Zeroconf;
using Kws.ServiceDefaults.Draining;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Wyoming;

/// <summary>Announces the Wyoming server to the networks that it listens on, if it is told to.</summary>
internal sealed class WyomingAnnouncer(
    IOptions<WyomingOptions> options, IDrainSignal drain, TimeProvider timeProvider, ILogger<WyomingAnnouncer> logger)
    : BackgroundService
{
    private const string Kind = "_wyoming";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is not { Announce: true, EndPoint: { } endPoint })
            return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, drain.Draining);
        await Task.WhenAll(
            Networks(endPoint.Address).Select(address => AnnounceAsync(address, endPoint.Port, over.Token)));
    }

    private async Task AnnounceAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            logger.NotAnnounced(address, "it is announced on IPv4 alone");
            return;
        }
        var host = Cut(Dns.GetHostName().Split('.')[0]);
        var name = options.Value.AnnouncedName is { Length: > 0 } own ? own : host;
        var announcement = new ServiceAnnouncement(Kind, name, host, port, [address]);
        using var responder = new MulticastResponder(announcement, address, timeProvider);
        try
        {
            responder.Open();
            logger.Announced(announcement.Name, address);
            await responder.RunAsync(cancellationToken);
        }
        catch (SocketException e)
        {
            logger.NotAnnounced(address, e.Message);
        }
    }

    // Of all addresses those of the networks that this machine is on; of one that one.
    private static IEnumerable<IPAddress> Networks(IPAddress listening) =>
        !listening.Equals(IPAddress.Any) && !listening.Equals(IPAddress.IPv6Any)
            ? [listening]
            : NetworkInterface.GetAllNetworkInterfaces()
                .Where(network => network is { OperationalStatus: OperationalStatus.Up, SupportsMulticast: true }
                    && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address)
                .Where(address => address.AddressFamily == AddressFamily.InterNetwork);

    private static string Cut(string label)
    {
        while (Encoding.UTF8.GetByteCount(label) > DnsName.LongestLabel)
            label = label[..^1];
        return label;
    }
}
