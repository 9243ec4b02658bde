using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kws.Audio;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Http;

[Collection(nameof(MeshBehind))]
public sealed class SpeechTests(MeshBehind mesh)
{
    private const double LeastSeconds = 0.3;

    [SkippableTheory]
    [InlineData("wav", "audio/wav")]
    [InlineData("flac", "audio/flac")]
    [InlineData("pcm", "audio/pcm")]
    public async Task Speak_AnyFormat_IsTheSameSpeech(string format, string type)
    {
        await using var gateway = await StartAsync();
        var pcm = await SpeakAsync(gateway, "pcm", "audio/pcm");

        var samples = await SpeakAsync(gateway, format, type);

        Assert.InRange(samples.Length, LeastSeconds * 24_000, 24_000 * 5);
        Assert.Equal(pcm, samples);
    }

    [SkippableFact]
    public async Task Speak_LongText_BeginsBeforeItsEnd()
    {
        await using var gateway = await StartAsync();
        var text = string.Join(' ', Enumerable.Repeat("the lamp in the kitchen is on", 100));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech")
        {
            Content = JsonContent.Create(new { input = text, voice = "", response_format = "pcm" }),
        };
        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)
            .WithTimeout();
        await using var speech = await response.Content.ReadAsStreamAsync();
        var first = await speech.ReadAtLeastAsync(new byte[1000], 1000).WithTimeout();

        Assert.True(first >= 1000);
        // Nobody has read the rest, of which no buffer between the two holds all.
        var log = (await mesh.TtsAsync()).Log;
        Assert.DoesNotContain("cut", log, StringComparison.OrdinalIgnoreCase);
        Assert.Null(response.Content.Headers.ContentLength);
    }

    [SkippableTheory]
    [InlineData("""{"input":""}""", "input")]
    [InlineData("""{"input":"yes","voice":"nobody"}""", "voice")]
    [InlineData("""{"input":"yes","speed":9}""", "speed")]
    [InlineData("""{"input":"yes","response_format":"mp3"}""", "response_format")]
    [InlineData("""{"input":"yes","sample_rate_hz":12345}""", "sample_rate_hz")]
    public async Task Speak_FieldThatIsNotAllowed_IsAProblemThatNamesIt(string body, string field)
    {
        await using var gateway = await StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await gateway.Http.PostAsync(new Uri("/v1/audio/speech", UriKind.Relative), content)
            .WithTimeout();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(field, problem.RootElement.GetProperty("field").GetString());
        Assert.NotEmpty(problem.RootElement.GetProperty("limit").GetString()!);
    }

    [SkippableFact]
    public async Task Voices_OfALanguage_AreListed()
    {
        await using var gateway = await StartAsync();

        using var voices = JsonDocument.Parse(
            await gateway.Http.GetStringAsync(new Uri("/v1/voices?language=en", UriKind.Relative)).WithTimeout());

        Assert.Contains(voices.RootElement.GetProperty("voices").EnumerateArray(),
            voice => voice.GetProperty("id").GetString() ==
                voices.RootElement.GetProperty("default_voice").GetString());
    }

    private async Task<GatewayHost> StartAsync() => await GatewayHost.StartAsync(
        MeshBehind.Setting("tts", (await mesh.TtsAsync()).Address));

    private static async Task<short[]> SpeakAsync(GatewayHost gateway, string format, string type)
    {
        using var response = await gateway.Http.PostAsJsonAsync("/v1/audio/speech", new
        {
            model = "tts-1",
            input = "lights on",
            response_format = format,
            speed = 1.0,
        }).WithTimeout();
        var bytes = await response.Content.ReadAsByteArrayAsync().WithTimeout();
        Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        var samples = format == "pcm" ? Decode(bytes) : await ReadAsync(bytes);
        var rounded = new short[samples.Length];
        Pcm16.FromFloats(samples, rounded);
        return rounded;
    }

    private static float[] Decode(byte[] pcm)
    {
        var samples = new float[pcm.Length / sizeof(short)];
        PcmDecoder.Decode(PcmEncoding.S16Le, pcm, samples);
        return samples;
    }

    private static async Task<float[]> ReadAsync(byte[] file)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "speech");
        await File.WriteAllBytesAsync(path, file);
        return (await AudioFileReader.ReadAsync(path).WithTimeout()).Mono;
    }
}
