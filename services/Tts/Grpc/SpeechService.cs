using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Speech.V1;
using Kws.Tts.Engines;
using Kws.Tts.Synthesis;
using Kws.Tts.Text;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Grpc;

/// <summary>The gRPC face of the service; statuses are documented in the proto.</summary>
internal sealed class SpeechService(
    SynthesisRequestReader requests,
    Synthesizer synthesizer,
    ISpeechEngine engine,
    SpeechAnnouncer announcer,
    TtsMetrics metrics,
    TimeProvider timeProvider,
    IOptions<TtsOptions> options,
    ILogger<SpeechService> logger) : Kws.Speech.V1.Speech.SpeechBase
{
    private readonly TimeSpan _readTimeout = TimeSpan.FromSeconds(options.Value.ReadTimeoutSeconds);

    /// <inheritdoc/>
    public override async Task Synthesize(
        SynthesizeRequest request,
        IServerStreamWriter<SynthesizeResponse> responses,
        ServerCallContext context)
    {
        if (SpeechAnnouncer.DeviceOf(context.RequestHeaders) is { Length: > 0 } device)
            context.Caller().CheckDevice(SpeechAnnouncer.DeviceHeader, device);
        var order = await requests.ReadAsync(request, context.CancellationToken);
        var writer =
            new PatientWriter<SynthesizeResponse>(responses, _readTimeout, timeProvider, context.CancellationToken);
        metrics.Began();
        try
        {
            var samples = await AnswerAsync(order, ClientOf(context), writer, context.CancellationToken);
            announcer.Spoken(context.RequestHeaders, order.Job.Voice, request.Text.Length,
                TimeSpan.FromSeconds((double)samples / order.SampleRateHz));
        }
        finally
        {
            metrics.Ended();
        }
    }

    /// <inheritdoc/>
    public override async Task<ListVoicesResponse> ListVoices(ListVoicesRequest request, ServerCallContext context)
    {
        var voices = await engine.VoicesAsync(context.CancellationToken);
        var response = new ListVoicesResponse() { DefaultVoice = requests.DefaultVoice(voices) };
        foreach (var voice in voices.Voices)
        {
            if (!voice.Languages.Any(language =>
                language.StartsWith(request.LanguagePrefix, StringComparison.OrdinalIgnoreCase)))
                continue;
            response.Voices.Add(new Voice
            {
                Id = voice.Id,
                Name = voice.Name,
                Languages = { voice.Languages },
                Gender = voice.Gender,
                Engine = engine.Name
            });
        }
        return response;
    }

    private async Task<long> AnswerAsync(
        SynthesisOrder order,
        string client,
        PatientWriter<SynthesizeResponse> responses,
        CancellationToken cancellationToken)
    {
        var cached = synthesizer.IsCached(order.Job, order.SampleRateHz);
        var format = new AudioFormat()
        {
            SampleRateHz = order.SampleRateHz,
            Channels = 1,
            Container = order.AsWav ? Container.WavS16Le : Container.RawS16Le,
            Voice = order.Job.Voice,
            Engine = engine.Name,
        };
        await WriteAsync(responses, new SynthesizeResponse { Format = format });
        if (order.AsWav)
            await WriteAsync(responses,
                new SynthesizeResponse
                {
                    Chunk =
                    new Chunk
                    {
                        Pcm =
                        UnsafeByteOperations.UnsafeWrap(WavWriter.OpenPcm16Header(order.SampleRateHz))
                    }
                });
        long samples = 0;
        await foreach (var part in synthesizer.SpeakAsync(order.Job, order.SampleRateHz, client, cancellationToken))
        {
            switch (part)
            {
                case SpeechAudio audio:
                    var pcm = ByteString.CopyFrom(MemoryMarshal.AsBytes(audio.Samples.Span));
                    await WriteAsync(responses,
                        new SynthesizeResponse { Chunk = new Chunk { Pcm = pcm, FirstSampleIndex = samples } });
                    samples += audio.Samples.Length;
                    break;
                case SpeechMark mark when order.Job.WordMarks && ToWordMark(mark, order.Text) is { } word:
                    await WriteAsync(responses, new SynthesizeResponse { Mark = word });
                    break;
            }
        }
        await WriteAsync(responses,
            new SynthesizeResponse { Finished = new Finished { SamplesTotal = samples, FromCache = cached } });
        logger.Spoke(samples * 1000 / order.SampleRateHz, order.Job.Voice, cached);
        return samples;
    }

    // Null when nothing of the client's text stands behind it.
    private static WordMark? ToWordMark(SpeechMark mark, SpokenText text)
    {
        var place = text.Locate(mark.TextOffset, mark.TextLength);
        return place.End == place.Start ? null : new WordMark
        {
            SampleIndex = mark.Sample,
            TextOffset = place.Start,
            TextLength = place.End - place.Start,
        };
    }

    // Voices are shared among devices, those of one service among each other too, or among addresses.
    private static string ClientOf(ServerCallContext context)
    {
        var device = SpeechAnnouncer.DeviceOf(context.RequestHeaders);
        return device.Length > 0 ? device : context.Origin();
    }

    private async Task WriteAsync(PatientWriter<SynthesizeResponse> responses, SynthesizeResponse response)
    {
        try
        {
            await responses.WriteAsync(response);
        }
        catch (LimitExceededException)
        {
            logger.ReaderTooSlow(options.Value.ReadTimeoutSeconds);
            metrics.Cut("slow_reader");
            throw;
        }
    }
}
