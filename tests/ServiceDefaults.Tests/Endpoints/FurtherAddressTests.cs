using Kws.ServiceDefaults.Endpoints;
using Microsoft.Extensions.Configuration;

namespace Kws.ServiceDefaults.Tests.Endpoints;

public class FurtherAddressTests
{
    [Theory]
    [InlineData("", "urls=http://localhost:5000;http://localhost:8081")]
    [InlineData("urls=http://127.0.0.1:80", "urls=http://127.0.0.1:80;http://127.0.0.1:8081")]
    [InlineData("urls=http://*:80;https://*:443", "urls=http://*:80;https://*:443;http://*:8081")]
    [InlineData("urls=http://[::1]", "urls=http://[::1];http://[::1]:8081")]
    [InlineData("urls=http://[::]:80/", "urls=http://[::]:80/;http://[::]:8081")]
    [InlineData("urls=http://unix:/run/kws.sock", "urls=http://unix:/run/kws.sock;http://localhost:8081")]
    [InlineData("HTTP_PORTS=8080", "HTTP_PORTS=8080;8081 urls=")]
    [InlineData("HTTPS_PORTS=8443", "HTTP_PORTS=8081 HTTPS_PORTS=8443 urls=")]
    [InlineData("HTTP_PORTS=8080 HTTPS_PORTS=8443", "HTTP_PORTS=8080;8081 HTTPS_PORTS=8443 urls=")]
    [InlineData("urls=http://127.0.0.1:80 HTTP_PORTS=8080",
        "urls=http://127.0.0.1:80;http://127.0.0.1:8081 HTTP_PORTS=8080")]
    [InlineData("urls= HTTP_PORTS=8080", "HTTP_PORTS=8080;8081 urls=")]
    [InlineData(
        "Kestrel:Endpoints:Grpc:Url=http://10.0.0.1:80 urls=http://*:81 HTTP_PORTS=82",
        "Kestrel:Endpoints:Grpc:Url=http://10.0.0.1:80 Kestrel:Endpoints:Port8081:Url=http://10.0.0.1:8081 " +
        "urls=http://*:81 HTTP_PORTS=82")]
    public void AddTo_Addresses_AddsThePortToThoseThatCount(string given, string expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(given)).Build();

        FurtherAddress.AddTo(configuration, 8081);

        Assert.All(Settings(expected), setting => Assert.Equal(setting.Value, configuration[setting.Key] ?? ""));
    }

    private static Dictionary<string, string?> Settings(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]);
}
