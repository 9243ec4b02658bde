using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.TestSupport.Fuzzing;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
[Collection(ShippedSpotter.Shared)]
public sealed class RequestFuzzTests(ShippedSpotter spotter)
{
    private static readonly ByteString s_tenth = ByteString.CopyFrom(new byte[3_200]);
    private static readonly ClassifyRequest s_clip =
        new() { Pcm = new PcmClip { Data = s_tenth, SampleRateHz = 16_000, Encoding = Encoding.S16Le } };

    private static readonly Dictionary<string, IMessage[]> s_sound = new()
    {
        ["Spot"] =
        [
            new SpotRequest { Config = Device.Config() },
            new SpotRequest { Chunk = new AudioChunk { Pcm = s_tenth } },
            new SpotRequest { Chunk = new AudioChunk { Pcm = s_tenth, FirstSampleIndex = 1_600 } },
        ],
        ["Classify"] = [s_clip],
        ["ClassifyMany"] =
        [
            new ClassifyManyRequest { ClipId = "a", Clip = s_clip },
            new ClassifyManyRequest { ClipId = "b", Clip = s_clip },
        ],
        ["DescribeModel"] = [new DescribeModelRequest()],
    };

    [Fact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        var seen = await RequestFuzz.RunAsync(
            spotter.Host.Channel.CreateCallInvoker(), KeywordSpotterReflection.Descriptor.Services[0], usual: 300,
            s_sound);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        spotter.Host.Logs.AssertNoErrors();
    }
}
