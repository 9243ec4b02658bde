using System.Net;
using System.Net.Sockets;

namespace Kws.Cli.Tests.Hosts;

/// <summary>Listens on a service's port before the service does: answers every connection with the same bytes and
/// closes it.</summary>
internal sealed class EarlyListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly byte[] _answer;
    private readonly Task _accepting;
    private int _answered;

    /// <param name="answer">Empty: it closes without a word.</param>
    public EarlyListener(byte[] answer)
    {
        _answer = answer;
        Port = FreePort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public int Answered => Volatile.Read(ref _answered);

    public async Task UntilAnsweredAsync(int connections)
    {
        while (Answered < connections)
            await Task.Delay(20);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting.WithTimeout();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                try
                {
                    // What is unread when the connection closes would make it a reset, and hide the answer.
                    if (_answer.Length > 0)
                        _ = await client.GetStream().ReadAsync(new byte[4096]);
                    await client.GetStream().WriteAsync(_answer);
                }
                catch (IOException)
                {
                    // The client did not wait for it.
                }
                Interlocked.Increment(ref _answered);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
