using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Amazon;
using Amazon.Polly;
using Amazon.Polly.Model;
using Amazon.Runtime;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Engines.Polly;

/// <summary>Amazon Polly, streaming 16 kHz PCM. Credentials come from the SDK's usual chain.</summary>
internal sealed class PollyEngine : ISpeechEngine, IDisposable
{
    private const int ChunkBytes = 16_000 * sizeof(short) / 20;

    private readonly PollyOptions _options;
    private readonly ILogger<PollyEngine> _logger;
    private readonly Lazy<AmazonPollyClient> _client;
    private VoiceCatalogue? _voices;
    private volatile string? _fault;

    public PollyEngine(IOptions<TtsOptions> options, ILogger<PollyEngine> logger)
    {
        _options = options.Value.Polly;
        _logger = logger;
        _client = new Lazy<AmazonPollyClient>(Connect);
    }

    /// <inheritdoc/>
    public string Name => "polly";

    /// <inheritdoc/>
    public int SampleRateHz => 16_000;

    /// <inheritdoc/>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            await VoicesAsync(cancellationToken);
        }
        catch (EngineUnavailableException exception)
        {
            _logger.EngineUnavailable(Name, exception.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<VoiceCatalogue> VoicesAsync(CancellationToken cancellationToken)
    {
        if (_voices is { } known)
            return known;
        List<EngineVoice> voices = [];
        string? next = null;
        do
        {
            var request = new DescribeVoicesRequest() { Engine = _options.VoiceEngine, NextToken = next };
            var page = await CallAsync(client => client.DescribeVoicesAsync(request, cancellationToken));
            voices.AddRange((page.Voices ?? []).Select(voice => new EngineVoice(
                voice.Id!.Value, voice.Name ?? voice.Id.Value, [voice.LanguageCode?.Value ?? ""],
                    voice.Gender?.Value.ToLowerInvariant() ?? "")));
            next = page.NextToken;
        }
        while (next is not null);
        return voices.Count > 0 ? _voices = new VoiceCatalogue(voices, [])
            : throw new EngineUnavailableException($"Polly has no {_options.VoiceEngine} voice in {_options.Region}");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        string client,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = PollyMarkup.IsPlain(job) ? SpokenText.AsItIs(job.Text) : PollyMarkup.ToSsml(job);
        var type = PollyMarkup.IsPlain(job) ? TextType.Text : TextType.Ssml;
        var marks = job.WordMarks ? await MarksAsync(job, text, type, cancellationToken) : new();
        var request = Request(job, text.Text, type, OutputFormat.Pcm);
        request.SampleRate = "16000";
        using var response = await CallAsync(client => client.SynthesizeSpeechAsync(request, cancellationToken));
        var chunk = new byte[ChunkBytes];
        for (long samples = 0; ;)
        {
            var read = await ReadChunkAsync(response.AudioStream!, chunk, cancellationToken) & ~1;
            var audio = MemoryMarshal.Cast<byte, short>(chunk.AsSpan(0, read)).ToArray();
            while (marks.TryPeek(out var mark) && (read == 0 || mark.Sample < samples + audio.Length))
                yield return marks.Dequeue();
            if (read == 0)
                break;
            yield return new SpeechAudio(audio);
            samples += audio.Length;
        }
    }

    /// <inheritdoc/>
    /// <remarks>By the last call: asking costs money, and the service answers from its cache meanwhile.</remarks>
    public Task<HealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_fault is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy());

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private AmazonPollyClient Connect()
    {
        var config = new AmazonPollyConfig() { RegionEndpoint = RegionEndpoint.GetBySystemName(_options.Region) };
        if (_options.ServiceUrl.Length > 0)
        {
            config.ServiceURL = _options.ServiceUrl;
            config.AuthenticationRegion = _options.Region;
        }
        return new AmazonPollyClient(config);
    }

    private SynthesizeSpeechRequest Request(SpeechJob job, string text, TextType type, OutputFormat format) =>
        new()
        {
            Engine = _options.VoiceEngine,
            OutputFormat = format,
            Text = text,
            TextType = type,
            VoiceId = job.Voice
        };

    // Marks point into what was sent.
    private async Task<Queue<SpeechMark>> MarksAsync(
        SpeechJob job,
        SpokenText text,
        TextType type,
        CancellationToken cancellationToken)
    {
        var request = Request(job, text.Text, type, OutputFormat.Json);
        request.SpeechMarkTypes = ["word"];
        using var response = await CallAsync(client => client.SynthesizeSpeechAsync(request, cancellationToken));
        try
        {
            return await PollyMarks.ReadAsync(response.AudioStream!, text, SampleRateHz, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EngineUnavailableException("Polly's word marks cannot be read", exception);
        }
    }

    private static async Task<int> ReadChunkAsync(Stream audio, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await audio.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new EngineUnavailableException("Polly's audio broke off", exception);
        }
    }

    private async Task<T> CallAsync<T>(Func<AmazonPollyClient, Task<T>> call)
    {
        try
        {
            var answer = await call(_client.Value);
            _fault = null;
            return answer;
        }
        catch (AmazonPollyException exception)
            when (exception.ErrorCode is "InvalidSsmlException" or "TextLengthExceededException"
                or "EngineNotSupportedException")
        {
            throw new InvalidRequestException("text", exception.ErrorCode, $"what Polly accepts: {exception.Message}");
        }
        catch (AmazonPollyException exception) when (exception.ErrorCode is "ThrottlingException")
        {
            throw new EngineBusyException($"Polly throttles this account: {exception.Message}");
        }
        catch (Exception exception)
            when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            _fault = $"Polly in {_options.Region}: {Printable.Text(exception.Message, 200)}";
            throw new EngineUnavailableException(_fault, exception);
        }
    }
}
