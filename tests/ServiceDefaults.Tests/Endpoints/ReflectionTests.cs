using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Kws.ServiceDefaults.Tests.Endpoints;

public class ReflectionTests
{
    [Fact]
    public async Task Reflection_OutsideDevelopment_IsNotThere()
    {
        await using var host = await ProbeHost.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();
        // Nothing is asked: a message under way when the call has ended would be told of instead.
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext()).WithTimeout();
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task ListServices_MappedServices_AreNamed()
    {
        var response = await AskAsync(new ServerReflectionRequest { ListServices = "*" });
        string[] names = [.. response.ListServicesResponse.Service.Select(service => service.Name)];
        Assert.Contains("kws.tests.probe.Probe", names);
        Assert.Contains("grpc.health.v1.Health", names);
    }

    [Fact]
    public async Task FileContainingSymbol_Method_FileDefinesIt()
    {
        var response =
            await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "kws.tests.probe.Probe.Follow" });
        var file = FileDescriptorProto.Parser.ParseFrom(response.FileDescriptorResponse.FileDescriptorProto[0]);
        Assert.Equal("Probe", Assert.Single(file.Service).Name);
    }

    [Fact]
    public async Task FileContainingSymbol_Unknown_IsAnError()
    {
        var response = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "no.such.Thing" });
        Assert.Equal((int)StatusCode.NotFound, response.ErrorResponse.ErrorCode);
    }

    private static async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        await using var host = await ProbeHost.StartAsync(null, ("environment", "Development"));
        return await AskAsync(host, request);
    }

    private static async Task<ServerReflectionResponse> AskAsync(ProbeHost host, ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request).WithTimeout();
        await call.RequestStream.CompleteAsync().WithTimeout();
        Assert.True(await call.ResponseStream.MoveNext().WithTimeout());
        return call.ResponseStream.Current;
    }
}
