using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kws.ServiceDefaults.Endpoints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Tests.Endpoints;

public sealed class HealthProbeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(true, 0, 0)]
    [InlineData(false, 1, 0)]
    public async Task Probe_OfAService_TellsWhatItsPagesTell(bool isHealthy, int health, int alive)
    {
        await using var host = await ProbeHost.StartAsync(new ProbeState { IsHealthy = isHealthy });

        Assert.Equal(health, (await ProbeAsync(host.HealthAddress.Port, "health")).Status);
        Assert.Equal(health, (await ProbeAsync(host.HealthAddress.Port)).Status);
        Assert.Equal(alive, (await ProbeAsync(host.HealthAddress.Port, "alive")).Status);
    }

    [Fact]
    public async Task Probe_OfAnUnhealthyService_SaysWhyInOneLine()
    {
        await using var host = await ProbeHost.StartAsync(new ProbeState { IsHealthy = false });

        var (_, said) = await ProbeAsync(host.HealthAddress.Port);

        Assert.Equal(FormattableString.Invariant($"http://127.0.0.1:{host.HealthAddress.Port}/health: ")
            + "HTTP/1.1 503 Service Unavailable {\"status\":\"Unhealthy\",\"checks\":"
            + "{\"self\":{\"status\":\"Healthy\"},\"drain\":{\"status\":\"Healthy\"},"
            + "\"probe\":{\"status\":\"Unhealthy\"}}}\n", said);
    }

    [Fact]
    public async Task Probe_OfADegradedService_IsHealthy()
    {
        await using var host = await ProbeHost.StartAsync();
        var state = host.Services.GetRequiredService<HealthState>();
        var degraded = new HealthReportEntry(HealthStatus.Degraded, null, TimeSpan.Zero, null, null);

        state.Set(new HealthReport(
            new Dictionary<string, HealthReportEntry> { ["probe"] = degraded }, TimeSpan.Zero));

        Assert.Equal((0, ""), await ProbeAsync(host.HealthAddress.Port));
    }

    [Fact]
    public async Task Probe_OfAPortForGrpcAlone_SaysSo()
    {
        await using var host = await ProbeHost.StartAsync();

        var (status, said) = await ProbeAsync(host.Address.Port);

        Assert.Equal(1, status);
        Assert.Contains("HTTP/2 only", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_WhereNobodyListens_IsUnhealthy()
    {
        var (status, said) = await ProbeAsync(FreePort.Next());

        Assert.Equal(1, status);
        Assert.Contains("Connection refused", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no answer within 0.3 s\n")]
    [InlineData("HTTP/1.1 200 ", "no answer within 0.3 s\n")]
    public async Task Probe_OfAServerThatHangs_GivesUp(string answer, string fault)
    {
        using var server = new ServerOf(answer, closes: false);

        var (status, said) = await ProbeAsync(server.Port, TimeSpan.FromSeconds(0.3));

        Assert.Equal(1, status);
        Assert.EndsWith(fault, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the connection was closed without an answer")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\nelse\r\nwhere", "HTTP/1.1 302 Found else where")]
    [InlineData("SSH-2.0 200 OK\r\n", "SSH-2.0 200 OK")]
    public async Task Probe_OfAnotherServer_TellsItsAnswerInOneLine(string answer, string fault)
    {
        using var server = new ServerOf(answer, closes: true);

        var (status, said) = await ProbeAsync(server.Port, s_patience);

        Assert.Equal((1, FormattableString.Invariant($"http://127.0.0.1:{server.Port}/health: {fault}\n")),
            (status, said));
    }

    [Fact]
    public async Task Probe_OfAnEndlessAnswer_ReadsItsBeginning()
    {
        using var server = new ServerOf("HTTP/1.1 500 No\r\n\r\n" + new string('x', 100_000), closes: false);

        var (status, said) = await ProbeAsync(server.Port, s_patience);

        Assert.Equal(1, status);
        Assert.InRange(said.Length, 500, 600);
    }

    [Theory]
    [InlineData("HEALTH_PORT=7000 HTTP_PORTS=asked", 1)]
    [InlineData("HEALTH_PORT=asked HTTP_PORTS=7000", 0)]
    [InlineData("HTTP_PORTS=asked;7000", 0)]
    [InlineData("ASPNETCORE_HTTP_PORTS=asked", 0)]
    public async Task Probe_OfTheseVariables_AsksThePort(string variables, int status)
    {
        await using var host = await ProbeHost.StartAsync();
        var port = host.HealthAddress.Port.ToString(CultureInfo.InvariantCulture);
        // A server of another port answers nothing at all.
        Assert.Equal(status, (await ProbeAsync(variables.Replace("asked", port, StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("", "HEALTH_PORT: '' is not a port; allowed: 1 to 65535\n")]
    [InlineData("HEALTH_PORT=0", "HEALTH_PORT: '0' is not a port; allowed: 1 to 65535\n")]
    [InlineData("HEALTH_PORT=65536", "HEALTH_PORT: '65536' is not a port; allowed: 1 to 65535\n")]
    [InlineData("HEALTH_PORT=+80", "HEALTH_PORT: '+80' is not a port; allowed: 1 to 65535\n")]
    [InlineData("HTTP_PORTS=eighty;80", "HTTP_PORTS: 'eighty' is not a port; allowed: 1 to 65535\n")]
    public async Task Probe_OfNoPort_IsABadArgument(string variables, string said) =>
        Assert.Equal((2, said), await ProbeAsync(variables));

    [Theory]
    [InlineData("--probe ready")]
    [InlineData("--probe health alive")]
    [InlineData("alive --probe")]
    [InlineData("--probe --urls=http://*:80")]
    public async Task Probe_OfOtherArguments_IsABadArgument(string arguments)
    {
        var args = arguments.Split(' ');
        Assert.True(HealthProbeProgram.IsAsked(args));
        await using var said = new StringWriter { NewLine = "\n" };

        var status = await HealthProbeProgram.RunAsync(args, _ => "80", said, s_patience).WithTimeout();

        Assert.Equal((2, "usage: --probe [health|alive]\n"), (status, said.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--urls=http://127.0.0.1:80")]
    [InlineData("--Probe:Of=1")]
    public void Service_OfOtherArguments_IsNoProbe(string arguments) =>
        Assert.False(HealthProbeProgram.IsAsked(arguments.Split(' ')));

    [Fact]
    public async Task Program_AskedToProbe_IsAProbeAndNoService()
    {
        await using var service = await ServiceProcess.StartAsync("FeatureExtraction");

        Assert.Equal((0, ""), await RunAsync(service, "alive"));
        Assert.Equal((0, ""), await RunAsync(service));
        await service.KillAsync();

        var (status, said) = await RunAsync(service);
        Assert.Equal(1, status);
        Assert.Single(said.TrimEnd().Split('\n'));
        Assert.Contains("Connection refused", said, StringComparison.Ordinal);
    }

    // The same program as the service's, as a container's engine starts it.
    private static async Task<(int Status, string Said)> RunAsync(ServiceProcess service, params string[] page)
    {
        var start = new ProcessStartInfo("dotnet", [service.Program, HealthProbeProgram.Argument, .. page])
        {
            RedirectStandardError = true,
        };
        start.Environment["HEALTH_PORT"] = service.HealthPort.ToString(CultureInfo.InvariantCulture);
        using var probe = Process.Start(start)!;
        var said = await probe.StandardError.ReadToEndAsync().WithTimeout();
        await probe.WaitForExitAsync().WithTimeout();
        return (probe.ExitCode, said);
    }

    private static Task<(int Status, string Said)> ProbeAsync(int port, params string[] page) =>
        ProbeAsync(FormattableString.Invariant($"HEALTH_PORT={port}"), s_patience, page);

    private static Task<(int Status, string Said)> ProbeAsync(int port, TimeSpan patience) =>
        ProbeAsync(FormattableString.Invariant($"HEALTH_PORT={port}"), patience, []);

    private static Task<(int Status, string Said)> ProbeAsync(string variables) =>
        ProbeAsync(variables, s_patience, []);

    private static async Task<(int Status, string Said)> ProbeAsync(
        string variables, TimeSpan patience, string[] page)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        await using var said = new StringWriter { NewLine = "\n" };
        var status = await HealthProbeProgram.RunAsync(
            [HealthProbeProgram.Argument, .. page], all.GetValueOrDefault, said, patience).WithTimeout();
        return (status, said.ToString());
    }

    /// <summary>A server that answers its first client with a text, whatever it asks.</summary>
    private sealed class ServerOf : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _serving;

        public ServerOf(string answer, bool closes)
        {
            _listener.Start();
            _serving = ServeAsync(answer, closes);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose()
        {
            _ended.Cancel();
            _listener.Dispose();
            _ended.Dispose();
            Debug.Assert(_serving.IsCompleted || !_serving.IsFaulted);
        }

        private async Task ServeAsync(string answer, bool closes)
        {
            using var client = await _listener.AcceptSocketAsync(_ended.Token);
            await client.ReceiveAsync(new byte[1024], _ended.Token);
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), _ended.Token);
            if (!closes)
                await Task.Delay(Timeout.Infinite, _ended.Token);
        }
    }
}
