using Kws.Aws.Mesh;
using Kws.Deploy;

namespace Kws.Aws.Tests;

public sealed class ManifestTests
{
    [Theory]
    [InlineData("{tts.bindings.http.url}", "http://tts:8001")]
    [InlineData("{tts.bindings.health.targetPort}", "8002")]
    [InlineData("tcp://{tts.bindings.http.host}:{tts.bindings.http.port}", "tcp://tts:8001")]
    [InlineData("Remote", "Remote")]
    public void Environment_WithReferences_HasWhatTheyStandFor(string value, string expected) =>
        Assert.Equal(expected, ManifestEnvironment.Of(Mesh(value), Mesh(value)["caller"])["Setting"]);

    [Theory]
    [InlineData("{cache.connectionString}")]
    [InlineData("{tts.bindings.grpc.url}")]
    [InlineData("{tts.bindings.http.colour}")]
    public void Environment_WithAReferenceToNothing_IsRefused(string value)
    {
        var fault = Assert.Throws<InvalidDataException>(() =>
            ManifestEnvironment.Of(Mesh(value), Mesh(value)["caller"]));
        Assert.Contains($"caller Setting={value}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_AreToldWholeAndByParts()
    {
        var service = Service("caller", calls: []) with
        {
            Databases = ["gateway-data"],
            UsesBus = true,
            Environment = new[] { "ConnectionStrings__bus", "BUS_URI", "GATEWAY_DATA_HOST", "BUSY", "HTTP_PORTS" }
                .ToDictionary(name => name, _ => ""),
        };
        Assert.Equal(
            new Dictionary<string, (string, string)>
            {
                ["ConnectionStrings__bus"] = ("bus", "CONNECTIONSTRING"),
                ["BUS_URI"] = ("bus", "URI"),
                ["GATEWAY_DATA_HOST"] = ("gateway-data", "HOST"),
            },
            ManifestEnvironment.ConnectionsOf(service));
    }

    [Fact]
    public void Order_HasServicesBeforeThoseThatCallThem() =>
        Assert.Equal(["tts", "caller"], MeshWiring.InOrder(Mesh("")).Select(service => service.Name));

    [Fact]
    public void Order_OfARing_IsRefused()
    {
        var mesh = new MeshModel([Service("a", calls: ["b"]), Service("b", calls: ["a"])]);
        var fault = Assert.Throws<InvalidDataException>(() => MeshWiring.InOrder(mesh).ToList());
        Assert.Contains("a, b", fault.Message, StringComparison.Ordinal);
    }

    private static MeshModel Mesh(string setting) => new(
    [
        Service("caller", calls: ["tts"]) with
        {
            Environment = new Dictionary<string, string> { ["Setting"] = setting },
        },
        Service("tts", calls: []),
    ]);

    private static MeshService Service(string name, string[] calls) => new(
        name, $"{name}.csproj",
        [new MeshPort("http", 8001, "http2", IsForDevices: false), new MeshPort("health", 8002, "http", false)],
        new Dictionary<string, string>(), calls, [], UsesBus: false);
}
