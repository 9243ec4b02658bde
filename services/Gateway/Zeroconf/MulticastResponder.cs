using System.Net;
using System.Net.Sockets;

namespace Kws.Gateway.Zeroconf;

/// <summary>Tells of a service by multicast DNS, on one network (RFC 6762).</summary>
/// <param name="announcement">What is told.</param>
/// <param name="local">The address of this machine on that network.</param>
/// <param name="timeProvider">The clock of the pauses.</param>
internal sealed class MulticastResponder(
    ServiceAnnouncement announcement, IPAddress local, TimeProvider timeProvider) : IDisposable
{
    /// <summary>The port of multicast DNS.</summary>
    public const int Port = 5353;

    private const int LongestMessage = 9000;
    private const int TimeToLive = 255;
    private static readonly IPEndPoint s_everyone = new(IPAddress.Parse("224.0.0.251"), Port);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    /// <summary>Joins the others that listen to multicast DNS on this machine.</summary>
    /// <exception cref="SocketException">The system does not let it.</exception>
    public void Open()
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(IPAddress.Any, Port));
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership,
            new MulticastOption(s_everyone.Address, local));
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, local.GetAddressBytes());
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, TimeToLive);
        _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, true);
    }

    /// <summary>Tells of the service twice, answers questions about it, and in the end takes it back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var answering = AnswerAsync(cancellationToken);
        try
        {
            await SendAsync(announcement.Hello(), s_everyone);
            await Task.Delay(s_again, timeProvider, cancellationToken);
            await SendAsync(announcement.Hello(), s_everyone);
            await answering;
        }
        catch (OperationCanceledException)
        {
            await SendAsync(announcement.Farewell(), s_everyone);
        }
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestMessage];
        var anyone = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, cancellationToken);
            var query = DnsQuestions.Read(buffer.AsSpan(0, received.ReceivedBytes));
            // One that does not ask from the port of multicast DNS does not listen there either.
            var asker = (IPEndPoint)received.RemoteEndPoint;
            var isPlain = asker.Port != Port;
            if (announcement.AnswerTo(query, isPlain) is { } answer)
                await SendAsync(answer,
                    isPlain || query.Questions.All(question => question.WantsUnicast) ? asker : s_everyone);
        }
    }

    private async Task SendAsync(byte[] message, IPEndPoint to)
    {
        try
        {
            await _socket.SendToAsync(message, SocketFlags.None, to);
        }
        catch (SocketException)
        {
            // The network is away for now; those who ask later are answered.
        }
    }
}
