using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.TestSupport.Fuzzing;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
[Collection(ShippedSpotter.Shared)]
public sealed class RequestFuzzTests(ShippedSpotter spotter)
{
    [Fact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        var seen = await RequestFuzz.RunAsync(
            spotter.Host.Channel.CreateCallInvoker(), KeywordSpotterReflection.Descriptor.Services[0], usual: 300);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        spotter.Host.Logs.AssertNoErrors();
    }
}
