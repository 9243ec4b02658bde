using Google.Protobuf;
using Grpc.Core;
using Kws.Speech.V1;

namespace Kws.Cli.Tests.Hosts;

/// <summary>
/// A speech service that says every character in ten milliseconds of a rising tone, half of it first.
/// </summary>
internal sealed class ScriptedVoices : Kws.Speech.V1.Speech.SpeechBase
{
    /// <summary>The requests in the order of their coming.</summary>
    public List<SynthesizeRequest> Requests { get; } = [];

    /// <summary>Called before the first and before the second half of each answer; may throw or wait.</summary>
    public Func<int, Task> BeforeHalf { get; set; } = _ => Task.CompletedTask;

    public static int SamplesOf(string text, int sampleRateHz) => text.Length * sampleRateHz / 100;

    public override async Task Synthesize(
        SynthesizeRequest request, IServerStreamWriter<SynthesizeResponse> responses, ServerCallContext context)
    {
        lock (Requests)
            Requests.Add(request);
        await responses.WriteAsync(
            new SynthesizeResponse
            {
                Format = new AudioFormat
                {
                    SampleRateHz = request.SampleRateHz,
                    Channels = 1,
                    Voice = "scripted"
                }
            });
        var samples = SamplesOf(request.Text, request.SampleRateHz);
        short[] pcm = [.. Enumerable.Range(0, samples).Select(n => (short)n)];
        for (var half = 0; half < 2; half++)
        {
            await BeforeHalf(half);
            var part = half == 0 ? pcm[..(samples / 2)] : pcm[(samples / 2)..];
            byte[] bytes = [.. part.SelectMany(BitConverter.GetBytes)];
            await responses.WriteAsync(new SynthesizeResponse
            {
                Chunk = new Chunk
                {
                    Pcm = ByteString.CopyFrom(bytes),
                    FirstSampleIndex = half * samples / 2
                }
            });
        }
        await responses.WriteAsync(new SynthesizeResponse { Finished = new Finished { SamplesTotal = samples } });
    }

    public override Task<ListVoicesResponse> ListVoices(ListVoicesRequest request, ServerCallContext context)
    {
        Voice[] all =
        [
            new() { Id = "en-us", Name = "English", Languages = { "en-US", "en" }, Gender = "male",
                Engine = "espeak-ng" },
            new() { Id = "de", Name = "German", Languages = { "de" }, Engine = "espeak-ng" },
        ];
        return Task.FromResult(new ListVoicesResponse
        {
            DefaultVoice = "en-us",
            Voices = { all.Where(voice => voice.Languages.Any(
                language => language.StartsWith(request.LanguagePrefix, StringComparison.Ordinal))) },
        });
    }
}
