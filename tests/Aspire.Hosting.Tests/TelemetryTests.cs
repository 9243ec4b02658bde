using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Tests;

/// <summary>How resources find the dashboard.</summary>
public sealed class TelemetryTests
{
    private readonly TelemetryTarget _target = new() { GrpcEndpoint = "http://localhost:4317", HttpEndpoint = "http://localhost:4318", ApiKey = "key" };
    private readonly Dictionary<string, object> _variables = [];

    [Fact]
    public void Variables_Grpc_AreOpenTelemetrysOwn()
    {
        _target.AddTo(_variables, "audioinference", "audioinference-abcdefgh", protocol: null);
        Assert.Equal("http://localhost:4317", _variables["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", _variables["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=key", _variables["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal("audioinference", _variables["OTEL_SERVICE_NAME"]);
        Assert.Equal("service.instance.id=abcdefgh", _variables["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public void Variables_HttpProtobuf_PointToTheOtherReceiver()
    {
        _target.AddTo(_variables, "web", "web", OtlpProtocol.HttpProtobuf);
        Assert.Equal("http://localhost:4318", _variables["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("http/protobuf", _variables["OTEL_EXPORTER_OTLP_PROTOCOL"]);
    }

    [Fact]
    public void Variables_NoCollector_AreAbsent()
    {
        new TelemetryTarget().AddTo(_variables, "web", "web", protocol: null);
        Assert.Empty(_variables);
    }

    [Fact]
    public void DashboardAddress_Taken_MovesToAFreePort()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        int taken = ((IPEndPoint)holder.LocalEndpoint).Port;
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = $"http://localhost:{taken}" })
            .Build();
        var addresses = new DashboardAddresses(configuration);
        Assert.NotEqual(taken, addresses.Frontend.Port);
        Assert.Equal(4, new[] { addresses.Frontend, addresses.OtlpGrpc, addresses.OtlpHttp, addresses.ResourceService }.Distinct().Count());
    }

    [Fact]
    public void InheritedEnvironment_AppHostsOwnVariables_DoNotReachTheChild()
    {
        var environment = new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = "http://localhost:1", ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true", ["PATH"] = "/bin" };
        InheritedEnvironment.Clean(environment);
        Assert.Equal(["PATH"], environment.Keys);
    }
}
