using System.Net;
using Kws.ServiceDefaults.Endpoints;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Access.Listening;

/// <summary>Keeps a service that knows no callers on this machine: it does not start with an address that others
/// reach.</summary>
public sealed class OpenModeGuard : IHostedLifecycleService
{
    private readonly bool _isOpen;
    private readonly int? _healthPort;
    private readonly IServiceProvider _services;
    private readonly ILogger<OpenModeGuard> _logger;

    internal OpenModeGuard(
        IOptions<AccessOptions> options, HealthPort healthPort, IServiceProvider services,
        ILogger<OpenModeGuard> logger)
    {
        _isOpen = options.Value.IsOpen;
        _healthPort = healthPort.IsForHealthAlone ? healthPort.Number : null;
        (_services, _logger) = (services, logger);
    }

    /// <summary>Before something listens: only this machine may reach it while access is open.</summary>
    /// <param name="endPoint">Where it will listen; a Unix socket is this machine's.</param>
    /// <exception cref="InvalidOperationException">Others reach it; the message says what to configure.</exception>
    public void Check(EndPoint endPoint)
    {
        if (_isOpen && endPoint is IPEndPoint { Address: var address, Port: var port } && !IPAddress.IsLoopback(address)
            && port != _healthPort)
            throw Refused(endPoint.ToString()!);
        if (_isOpen && endPoint is DnsEndPoint { Host: var host } && !IsLocal(host))
            throw Refused(endPoint.ToString()!);
    }

    /// <summary>The same of an address such as <c>http://*:5300</c>.</summary>
    /// <exception cref="InvalidOperationException">Others reach it; the message says what to configure.</exception>
    public void Check(string address)
    {
        var binding = BindingAddress.Parse(address);
        if (_isOpen && !binding.IsUnixPipe && !binding.IsNamedPipe && !IsLocal(binding.Host)
            && binding.Port != _healthPort)
            throw Refused(address);
    }

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken)
    {
        // Where it really listens, whoever told it so.
        var addresses = _services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses)
            Check(address);
        if (_isOpen && addresses.Count > 0)
            AccessLog.OpenMode(_logger);
        return Task.CompletedTask;
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A host name that resolves to this machine today may not tomorrow, and Kestrel takes it for every address.
    private static bool IsLocal(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    private static InvalidOperationException Refused(string address) => new(
        $"{AccessOptions.Section}:{nameof(AccessOptions.Mode)} is Open, which serves whoever calls, and {address} " +
        "can be reached from other machines. Listen on this machine alone (http://localhost:PORT), or set " +
        $"{AccessOptions.Section}:{nameof(AccessOptions.Mode)}=Jwt with " +
        $"{AccessOptions.Section}:{nameof(AccessOptions.Authority)} (the OpenID Connect issuer of the callers' " +
        $"tokens), or with {AccessOptions.Section}:{nameof(AccessOptions.MeshKey)} alone where only services of the " +
        "mesh call; docs/access.md");
}
