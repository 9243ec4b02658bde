using Grpc.Core;
using Kws.Features.V1;
using Kws.TestSupport.Fuzzing;

namespace Kws.FeatureExtraction.Tests.Grpc;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
public sealed class RequestFuzzTests(SharedExtraction shared) : IClassFixture<SharedExtraction>
{
    [Fact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        var seen = await RequestFuzz.RunAsync(
            shared.Host.Channel.CreateCallInvoker(), FeaturesReflection.Descriptor.Services[0], usual: 300);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        shared.Host.Logs.AssertNoErrors();
    }
}
