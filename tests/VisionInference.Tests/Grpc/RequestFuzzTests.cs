using Grpc.Core;
using Kws.TestSupport.Fuzzing;
using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
public sealed class RequestFuzzTests(SharedVision shared) : IClassFixture<SharedVision>
{
    [Fact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        var seen = await RequestFuzz.RunAsync(
            shared.Host.Channel.CreateCallInvoker(), SignReaderReflection.Descriptor.Services[0], usual: 150);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        shared.Host.Logs.AssertNoErrors();
    }
}
