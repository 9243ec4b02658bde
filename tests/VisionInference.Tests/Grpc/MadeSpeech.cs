using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Kws.Speech.V1;
using SpeechBase = Kws.Speech.V1.Speech.SpeechBase;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>
/// A speech service whose audio is the text's own bytes, one chunk a character. The voice "refused" is unknown,
/// "mute" never speaks.
/// </summary>
internal sealed class MadeSpeech : SpeechBase
{
    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<SynthesizeRequest> Requests { get; } = new();

    public override async Task Synthesize(
        SynthesizeRequest request,
        IServerStreamWriter<SynthesizeResponse> responseStream,
        ServerCallContext context)
    {
        Requests.Enqueue(request);
        if (request.Voice == "refused")
            throw new RpcException(new Status(StatusCode.InvalidArgument, "voice: 'refused' is not allowed"));
        if (request.Voice == "mute")
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        await responseStream.WriteAsync(
            new SynthesizeResponse { Format = new AudioFormat { SampleRateHz = 22_050, Channels = 1 } });
        foreach (var letter in request.Text)
            await responseStream.WriteAsync(
                new SynthesizeResponse { Chunk = new Chunk { Pcm = ByteString.CopyFrom((byte)letter, 0) } });
        await responseStream.WriteAsync(new SynthesizeResponse { Finished = new Finished() });
    }
}
