namespace Kws.ScaleOut.Tests;

/// <summary>The names that some processes know: a hosts file of their own, as a cluster's name server answers for a
/// headless service. Needs root.</summary>
internal sealed class NameTable : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string[]> _names = [];

    public NameTable() => Write();

    private string File => _folder["hosts"];

    /// <summary>Has a name stand for these servers from now on.</summary>
    public void Set(string name, params NetworkHost[] servers)
    {
        _names[name] = [.. servers.Select(server => server.Address)];
        Write();
    }

    /// <summary>What runs a process that knows the names.</summary>
    /// <param name="address">At which it listens.</param>
    /// <param name="host">Where it runs; null: where the test does.</param>
    public ServiceHost Known(string address, NetworkHost? host = null)
    {
        string[] own = ["unshare", "--mount", "sh", "-c", $"mount --bind '{File}' /etc/hosts && exec \"$@\"", "sh"];
        return new ServiceHost(address, host is null ? own : ["ip", "netns", "exec", host.Namespace, .. own]);
    }

    public void Dispose() => _folder.Dispose();

    // In place: another file of the same name would not be seen.
    private void Write() => System.IO.File.WriteAllLines(File,
    [
        "127.0.0.1 localhost",
        .. _names.SelectMany(name => name.Value.Select(address => $"{address} {name.Key}")),
    ]);
}
