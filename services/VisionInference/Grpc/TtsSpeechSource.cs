using System.Runtime.CompilerServices;
using Grpc.Core;
using Kws.Speech.V1;
using Kws.VisionInference.Speaking;
using SpeechClient = Kws.Speech.V1.Speech.SpeechClient;

namespace Kws.VisionInference.Grpc;

/// <summary>Speech from the Tts service.</summary>
internal sealed class TtsSpeechSource(SpeechClient client) : ISpeechSource
{
    // The speech service tells the mesh for whom it spoke.
    private const string DeviceHeader = "kws-device-id";

    public async IAsyncEnumerable<SpeechChunk> SpeakAsync(
        string text,
        string deviceId,
        string voice,
        bool spell,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request =
            new SynthesizeRequest { Text = text, Voice = voice, Spell = spell, Container = Container.RawS16Le };
        using var call = client.Synthesize(request, new Metadata { { DeviceHeader, deviceId } },
            cancellationToken: cancellationToken);
        var sampleRateHz = 0;
        while (await MoveNextAsync(call.ResponseStream, cancellationToken))
        {
            var response = call.ResponseStream.Current;
            if (response.BodyCase == SynthesizeResponse.BodyOneofCase.Format)
                sampleRateHz = response.Format.SampleRateHz;
            else if (response.BodyCase == SynthesizeResponse.BodyOneofCase.Chunk)
                yield return new SpeechChunk(response.Chunk.Pcm.Memory, sampleRateHz);
        }
    }

    private static async Task<bool> MoveNextAsync(
        IAsyncStreamReader<SynthesizeResponse> responses,
        CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What the device can change is told; how the mesh is wired is not its business.
            var isTheRequests = e.StatusCode is StatusCode.InvalidArgument or StatusCode.ResourceExhausted;
            throw new SpeechFailedException(
                $"the speech service answered {e.StatusCode}{(isTheRequests ? $": {e.Status.Detail}" : "")}", e);
        }
    }
}
