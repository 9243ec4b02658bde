using System.Net;
using System.Net.Sockets;
using Kws.ServiceDefaults.Clients;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Clients;

/// <summary>Connections to a listener whose queue is full: it takes no more, and refuses none.</summary>
public sealed class ConnectionAttemptsTests : IDisposable
{
    private static readonly TimeSpan s_beyondLimit = TimeSpan.FromSeconds(2.1);

    private readonly FakeTimeProvider _timeProvider = new();
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly TcpClient _first = new();
    private readonly DnsEndPoint _server;
    private readonly ConnectionAttempts _attempts;

    public ConnectionAttemptsTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        _server = new DnsEndPoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint!).Port);
        _first.Connect(IPAddress.Loopback, _server.Port);
        _attempts = new ConnectionAttempts(_timeProvider);
    }

    public void Dispose()
    {
        _attempts.Dispose();
        _first.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Connect_NobodyAnswers_EndsAtTheLimitAndTheNextFailAtOnce()
    {
        await TimeOutAsync();

        for (var i = 0; i < 100; i++)
            await AssertSilentAsync(ConnectAsync());
    }

    [Fact]
    public async Task Connect_ServerAnswersAgain_ConnectsAgain()
    {
        await TimeOutAsync();
        using var taken = await _listener.AcceptAsync().WithTimeout();
        using var probe = _listener.AcceptAsync();

        await Eventually.BeAsync(async () =>
        {
            _timeProvider.Advance(TimeSpan.FromSeconds(1));
            try
            {
                (await ConnectAsync()).Dispose();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Connect_Refused_IsTriedEachTime()
    {
        var nobody = new DnsEndPoint("127.0.0.1", FreePort.Next());
        await Assert.ThrowsAsync<SocketException>(() => _attempts.ConnectAsync(nobody, default)).WithTimeout();

        using var late = new TcpListener(IPAddress.Loopback, nobody.Port);
        late.Start();

        using var connection = await _attempts.ConnectAsync(nobody, default).WithTimeout();
        Assert.True(connection.Connected);
    }

    [Fact]
    public async Task Connect_CallerGoes_SaysNothingOfTheServer()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _attempts.ConnectAsync(_server, new CancellationToken(canceled: true))).WithTimeout();

        // It is tried, and not failed at once.
        await TimeOutAsync();
    }

    private async Task TimeOutAsync()
    {
        var attempt = ConnectAsync();
        Assert.NotSame(attempt, await Task.WhenAny(attempt, Task.Delay(300)));
        _timeProvider.Advance(s_beyondLimit);
        await AssertSilentAsync(attempt);
    }

    private static async Task AssertSilentAsync(Task attempt)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => attempt).WithTimeout();
        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
    }

    private Task<Socket> ConnectAsync() => _attempts.ConnectAsync(_server, CancellationToken.None);
}
