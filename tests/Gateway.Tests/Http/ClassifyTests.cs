using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kws.Audio;
using Kws.Audio.Tests.Opus;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Speech;

namespace Kws.Gateway.Tests.Http;

[Collection(nameof(MeshBehind))]
public sealed class ClassifyTests(MeshBehind mesh)
{
    [SkippableFact]
    public async Task Classify_FormWithAFile_AnswersKeywordLabelsAndModel()
    {
        await using var gateway = await StartAsync();
        using var form = Form("file", await EspeakVoice.SayAsync("yes", "en-us"));

        using var answer = await PostAsync(gateway, "/v1/classify?top=3", form);

        Assert.Equal("yes", answer.RootElement.GetProperty("keyword").GetString());
        Assert.InRange(answer.RootElement.GetProperty("posterior").GetDouble(), 0.5, 1);
        Assert.Equal(3, answer.RootElement.GetProperty("labels").GetArrayLength());
        Assert.Equal("yes", answer.RootElement.GetProperty("labels")[0].GetProperty("label").GetString());
        Assert.NotEmpty(answer.RootElement.GetProperty("model").GetProperty("version").GetString()!);
    }

    [SkippableTheory]
    [InlineData("audio/wav")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task Classify_BodyIsTheFile_AnswersTheKeyword(string? type)
    {
        await using var gateway = await StartAsync();
        using var body = new ByteArrayContent(await EspeakVoice.SayAsync("yes", "en-us"));
        body.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);

        using var answer = await PostAsync(gateway, "/v1/classify", body);

        Assert.Equal("yes", answer.RootElement.GetProperty("keyword").GetString());
    }

    [SkippableFact]
    public async Task Classify_Flac_IsDecoded()
    {
        await using var gateway = await StartAsync();
        using var body = new ByteArrayContent(await FlacAsync(await EspeakVoice.SayAsync("yes", "en-us")));

        using var answer = await PostAsync(gateway, "/v1/classify", body);

        Assert.Equal("yes", answer.RootElement.GetProperty("keyword").GetString());
    }

    [SkippableTheory]
    [InlineData("/v1/classify", 16_000, "")]
    [InlineData("/v1/classify", 48_000, "ID3\x04\0\0\0\0\0\x02..")]
    [InlineData("/predict", 24_000, "")]
    public async Task Classify_OggOpus_IsDecoded(string path, int rateHz, string tag)
    {
        await using var gateway = await StartAsync();
        var file = Opus(await EspeakVoice.SayAsync("yes", "en-us"), rateHz);
        using var body = new ByteArrayContent([.. Encoding.Latin1.GetBytes(tag), .. file]);
        body.Headers.ContentType = new MediaTypeHeaderValue("audio/ogg");

        using var answer = await PostAsync(gateway, path, body);

        Assert.Equal("yes", answer.RootElement.GetProperty("keyword").GetString());
    }

    [Fact]
    public async Task Classify_OggOpusThatIsBroken_IsAProblemOfTheFile()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var body = new ByteArrayContent(
            [.. OpusBytes.Page(0, 2, 0, OpusBytes.Head(16_000, 1)), .. "no page follows, but this"u8]);

        var problem = await ProblemAsync(gateway, "/v1/classify", body, HttpStatusCode.BadRequest);

        Assert.Contains("Ogg page", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Predict_FormAsTheTutorialSends_AnswersTheKeywordAlone()
    {
        await using var gateway = await StartAsync();
        using var form = Form("file", await EspeakVoice.SayAsync("yes", "en-us"));

        using var response = await gateway.Http.PostAsync(new Uri("/predict", UriKind.Relative), form).WithTimeout();

        Assert.Equal("""{"keyword":"yes"}""", await response.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task Classify_FieldThatIsNotAllowed_IsAProblemThatNamesFieldValueAndLimit()
    {
        await using var gateway = await StartAsync();
        using var body = new ByteArrayContent(await EspeakVoice.SayAsync("yes", "en-us"));

        var problem = await ProblemAsync(gateway, "/v1/classify?top=-1", body, HttpStatusCode.BadRequest);

        Assert.Equal("top", problem.GetProperty("field").GetString());
        Assert.Equal("-1", problem.GetProperty("value").GetString());
        Assert.Equal("0 (all) or more", problem.GetProperty("limit").GetString());
        Assert.Equal("top: -1 is not allowed; allowed: 0 (all) or more", problem.GetProperty("detail").GetString());
    }

    [SkippableTheory]
    [InlineData("sound", "file: nothing is not allowed; allowed: a form field of that name with a file")]
    [InlineData("file", "file: '0 bytes' is not allowed; allowed: a file")]
    public async Task Classify_FormWithoutAFile_IsAProblem(string field, string detail)
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var form = Form(field, []);

        var problem = await ProblemAsync(gateway, "/v1/classify", form, HttpStatusCode.BadRequest);

        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [SkippableFact]
    public async Task Classify_NoAudio_IsAProblemOfTheService()
    {
        await using var gateway = await StartAsync();
        using var body = new StringContent("this is no recording, whatever it is called");

        var problem = await ProblemAsync(gateway, "/v1/classify", body, HttpStatusCode.BadRequest);

        Assert.Contains("WAV", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_FileBeyondTheLimit_IsRefusedWithTheLimit()
    {
        await using var gateway = await GatewayHost.StartAsync("--Http:MaxClipBytes=2000");
        using var body = new ByteArrayContent(new byte[2001]);

        var problem = await ProblemAsync(gateway, "/v1/classify", body, HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("at most 2000 bytes", problem.GetProperty("limit").GetString());
    }

    [Fact]
    public async Task Classify_ServiceIsAway_SaysWhenToTryAgain()
    {
        await using var gateway = await GatewayHost.StartAsync(
            MeshBehind.Setting("audioinference", FreePort.Address()));
        using var body = new ByteArrayContent([1, 2, 3]);

        using var response = await gateway.Http.PostAsync(new Uri("/v1/classify", UriKind.Relative), body)
            .WithTimeout();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Classify_BodyComesTooSlowly_IsGivenUp()
    {
        await using var gateway = await GatewayHost.StartAsync("--Calls:MessageGrace=00:00:00.3");
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", gateway.Http.BaseAddress!.Port).WithTimeout();
        await slow.GetStream().WriteAsync(
            "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nRIFF"u8.ToArray())
            .WithTimeout();

        using var reader = new StreamReader(slow.GetStream());

        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync().WithTimeout());
    }

    private async Task<GatewayHost> StartAsync() => await GatewayHost.StartAsync(
        MeshBehind.Setting("audioinference", (await mesh.AudioInferenceAsync()).Address));

    private static MultipartFormDataContent Form(string field, byte[] file) =>
        new() { { new ByteArrayContent(file), field, "yes.wav" } };

    private static async Task<JsonDocument> PostAsync(GatewayHost gateway, string path, HttpContent body)
    {
        using var response = await gateway.Http.PostAsync(new Uri(path, UriKind.Relative), body).WithTimeout();
        var text = await response.Content.ReadAsStringAsync().WithTimeout();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text);
    }

    private static async Task<JsonElement> ProblemAsync(
        GatewayHost gateway, string path, HttpContent body, HttpStatusCode status)
    {
        using var response = await gateway.Http.PostAsync(new Uri(path, UriKind.Relative), body).WithTimeout();
        var text = await response.Content.ReadAsStringAsync().WithTimeout();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(text);
        Assert.Equal((int)status, json.RootElement.GetProperty("status").GetInt32());
        return json.RootElement.Clone();
    }

    private static byte[] Opus(byte[] wav, int rateHz)
    {
        var audio = WavReader.Read(wav);
        var resampler = new StreamingResampler(audio.SampleRateHz, rateHz);
        var samples = new float[resampler.MaxOutput(audio.Mono.Length)];
        return OpusBytes.Encode(samples[..resampler.Process(audio.Mono, samples)], rateHz, 1);
    }

    private static async Task<byte[]> FlacAsync(byte[] wav)
    {
        Skip.IfNot(File.Exists("/usr/bin/flac"), "flac is not installed");
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "yes.wav");
        await File.WriteAllBytesAsync(file, wav);
        // espeak-ng writes its header before it knows the length.
        using var flac = Process.Start("flac",
            ["--silent", "--ignore-chunk-sizes", "-o", Path.Combine(folder.Path, "yes.flac"), file]);
        await flac.WaitForExitAsync().WithTimeout();
        return await File.ReadAllBytesAsync(Path.Combine(folder.Path, "yes.flac"));
    }
}
