using Google.Protobuf;
using Grpc.Core;
using Kws.TestSupport.Fuzzing;
using Kws.Vision.V1;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
public sealed class RequestFuzzTests(SharedVision shared) : IClassFixture<SharedVision>
{
    private static readonly Image s_picture = new()
    {
        Encoding = ImageEncoding.Jpeg,
        Data = ByteString.CopyFrom(TestPictures.File("subsampled.jpg")),
    };

    private static readonly Dictionary<string, IMessage[]> s_sound = new()
    {
        ["Read"] =
        [
            new ReadRequest { Config = new ReadConfig { DeviceId = "camera-1" } },
            new ReadRequest { Frame = new Frame { Image = s_picture, Captured = new() } },
        ],
        ["Classify"] = [new ClassifyRequest { Image = s_picture }],
        ["DescribeModel"] = [new DescribeModelRequest()],
    };

    [Fact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        var seen = await RequestFuzz.RunAsync(
            shared.Host.Channel.CreateCallInvoker(), SignReaderReflection.Descriptor.Services[0], usual: 150,
            s_sound);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        shared.Host.Logs.AssertNoErrors();
    }
}
