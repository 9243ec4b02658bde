using System.Net;
using System.Net.Sockets;

namespace Kws.Cli.Tests.Hosts;

/// <summary>Takes connections and never says a word: whoever calls it waits until he stops waiting.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpClient> _callers = [];

    public SilentServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Completes when someone has connected and sent something.</summary>
    public Task Called => _called.Task;

    public void Dispose()
    {
        _listener.Stop();
        lock (_callers)
            _callers.ForEach(caller => caller.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync();
                lock (_callers)
                    _callers.Add(caller);
                if (await caller.GetStream().ReadAsync(new byte[1]) > 0)
                    _called.TrySetResult();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Stopped.
        }
    }
}
