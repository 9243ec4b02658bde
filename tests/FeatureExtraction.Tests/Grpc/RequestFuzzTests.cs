using Google.Protobuf;
using Grpc.Core;
using Kws.Contracts.Features;
using Kws.Features.V1;
using Kws.TestSupport.Fuzzing;

namespace Kws.FeatureExtraction.Tests.Grpc;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
public sealed class RequestFuzzTests(SharedExtraction shared) : IClassFixture<SharedExtraction>
{
    private static readonly byte[] s_tenth = new byte[3_200];

    private static readonly Dictionary<string, IMessage[]> s_sound = new()
    {
        ["Extract"] = [Requests.Open(1), Requests.S16(1, s_tenth), Requests.Close(1)],
        ["ExtractClip"] =
        [
            new ExtractClipRequest
            {
                Spec = FeatureSpecMessage.From(Requests.LogMel40),
                Pcm = new Pcm { S16Le = ByteString.CopyFrom(s_tenth) },
            },
        ],
        ["DescribeSpecs"] = [new DescribeSpecsRequest()],
    };

    [Fact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        var seen = await RequestFuzz.RunAsync(
            shared.Host.Channel.CreateCallInvoker(), FeaturesReflection.Descriptor.Services[0], usual: 300, s_sound);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        shared.Host.Logs.AssertNoErrors();
    }
}
