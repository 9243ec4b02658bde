using System.Diagnostics;
using System.Globalization;

namespace Kws.ScaleOut.Tests;

/// <summary>Hosts as Linux' network namespaces, each with a cable to one switch; the test's own end of it is
/// <see cref="Own"/>. Needs root and iproute2.</summary>
internal sealed class TestNetwork : IAsyncDisposable
{
    // Interfaces' names have 15 characters at most.
    private readonly string _name = string.Create(
        CultureInfo.InvariantCulture, $"kws{Environment.ProcessId % 100_000}");
    private readonly List<NetworkHost> _hosts = [];

    /// <summary>The address of the network's first end.</summary>
    public string Own => AddressOf(1);

    /// <summary>Makes the switch; skips the test, saying why, where that is not possible.</summary>
    public static async Task<TestNetwork> CreateAsync()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "network namespaces need Linux and root");
        var network = new TestNetwork();
        try
        {
            // Hosts have names of their own, in a mount; a changed root, as chroot makes it, has none.
            await RunAsync("unshare", "--mount", "true");
            await RunAsync("ip", "link", "add", network._name, "type", "bridge");
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Skip.If(true, $"no hosts of one's own can be made here: {e.Message}");
        }
        await RunAsync("ip", "address", "add", $"{network.Own}/24", "dev", network._name);
        await RunAsync("ip", "link", "set", network._name, "up");
        return network;
    }

    /// <summary>Adds a host, its cable plugged in.</summary>
    /// <param name="name">A short one.</param>
    public async Task<NetworkHost> AddAsync(string name)
    {
        var host = new NetworkHost($"{_name}-{name}", $"{_name}{name}", AddressOf(_hosts.Count + 2));
        _hosts.Add(host);
        await RunAsync("ip", "netns", "add", host.Namespace);
        await RunAsync(
            "ip", "link", "add", host.Cable, "type", "veth", "peer", "name", "eth0", "netns", host.Namespace);
        await RunAsync("ip", "link", "set", host.Cable, "master", _name, "up");
        await RunAsync("ip", "-n", host.Namespace, "address", "add", $"{host.Address}/24", "dev", "eth0");
        await RunAsync("ip", "-n", host.Namespace, "link", "set", "lo", "up");
        await RunAsync("ip", "-n", host.Namespace, "link", "set", "eth0", "up");
        return host;
    }

    /// <summary>Pulls a host's cable out, or plugs it in.</summary>
    public static Task SetCableAsync(NetworkHost host, bool isPluggedIn) =>
        RunAsync("ip", "link", "set", host.Cable, isPluggedIn ? "up" : "down");

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await RunAsync("ip", "netns", "delete", host.Namespace);
        await RunAsync("ip", "link", "delete", _name);
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync().WithTimeout();
        await process.WaitForExitAsync().WithTimeout();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {error.Trim()}");
    }

    // A range of private addresses that hardly anybody uses; runs beside each other differ in the third number.
    private static string AddressOf(int number) => string.Create(
        CultureInfo.InvariantCulture, $"10.213.{Environment.ProcessId % 250 + 1}.{number}");
}

/// <summary>One host of a <see cref="TestNetwork"/>.</summary>
/// <param name="Namespace">Where its processes run.</param>
/// <param name="Cable">The switch's end of its cable.</param>
/// <param name="Address">Its own.</param>
internal sealed record NetworkHost(string Namespace, string Cable, string Address);
