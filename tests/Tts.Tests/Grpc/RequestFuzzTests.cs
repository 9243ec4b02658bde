using Google.Protobuf;
using Grpc.Core;
using Kws.Speech.V1;
using Kws.TestSupport.Fuzzing;

namespace Kws.Tts.Tests.Grpc;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
public sealed class RequestFuzzTests
{
    private static readonly Dictionary<string, IMessage[]> s_sound = new()
    {
        ["Synthesize"] = [new SynthesizeRequest { Text = "stop", WordMarks = true }],
        ["ListVoices"] = [new ListVoicesRequest()],
    };

    [SkippableFact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        await using var host = await SpeechHost.StartAsync();

        var seen = await RequestFuzz.RunAsync(
            host.Channel.CreateCallInvoker(), SpeechReflection.Descriptor.Services[0], usual: 150, s_sound);

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
    }
}
