using System.Text.Json;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Engines;
using Kws.Tts.Engines.Polly;
using Kws.Tts.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests.Engines;

[Collection(nameof(PollyEngineTests))]
public sealed class PollyEngineTests : IDisposable
{
    private static readonly SpeechJob s_job = new("Héllo world", false, "Joanna", 175, 50, 100, true);

    public PollyEngineTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", FakePolly.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", FakePolly.SecretKey);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", null);
    }

    [Fact]
    public async Task VoicesAsync_TwoPages_AreSignedFollowedAndMapped()
    {
        await using var polly = await FakePolly.StartAsync();
        using var engine = Engine(polly);
        var voices = await engine.VoicesAsync(CancellationToken.None).WithTimeout();
        Assert.Equal(["Brian", "Joanna"], voices.Voices.Select(voice => voice.Id));
        Assert.Equal(("en-GB", "male"), (voices.Voices[0].Languages[0], voices.Voices[0].Gender));
    }

    [Fact]
    public async Task SpeakAsync_PlainTextWithMarks_YieldsEachMarkBeforeItsAudioAndAllSamples()
    {
        await using var polly = await FakePolly.StartAsync();
        using var engine = Engine(polly);
        var parts = await CollectAsync(engine, s_job);
        SpeechAudio[] audio = [.. parts.OfType<SpeechAudio>()];
        Assert.Equal(16_000, audio.Sum(part => part.Samples.Length));
        Assert.Equal(Enumerable.Range(0, 16_000).Select(i => (short)(i % 1000)),
            audio.SelectMany(part => part.Samples.ToArray()));
        Assert.Equal([new SpeechMark(0, 0, 5), new SpeechMark(8_000, 6, 5)], parts.OfType<SpeechMark>());
        long before = parts.TakeWhile(part => part is not SpeechMark { Sample: 8_000 }).OfType<SpeechAudio>()
            .Sum(part => part.Samples.Length);
        Assert.InRange(before, 0, 8_000);
    }

    [SkippableFact]
    public async Task SpeakAsync_Request_HasOnlyMembersAndValuesOfAwsOwnServiceModel()
    {
        const string ModelFile = "/usr/lib/python3/dist-packages/botocore/data/polly/2016-06-10/service-2.json";
        Skip.IfNot(File.Exists(ModelFile), "python3-botocore, which carries AWS's service model, is not installed");
        using var model = JsonDocument.Parse(await File.ReadAllTextAsync(ModelFile).WithTimeout());
        var operation = model.RootElement.GetProperty("operations").GetProperty("SynthesizeSpeech");
        Assert.Equal("/v1/speech", operation.GetProperty("http").GetProperty("requestUri").GetString());
        var shapes = model.RootElement.GetProperty("shapes");
        var input = shapes.GetProperty(operation.GetProperty("input").GetProperty("shape").GetString()!);

        await using var polly = await FakePolly.StartAsync();
        using var engine = Engine(polly);
        await CollectAsync(engine, s_job with { RateWpm = 300 });
        Assert.Equal(2, polly.Requests.Count);
        foreach (var request in polly.Requests)
        {
            foreach (var required in input.GetProperty("required").EnumerateArray())
                Assert.True(request.TryGetProperty(required.GetString()!, out _), $"{required} is required");
            foreach (var member in request.EnumerateObject())
            {
                Assert.True(input.GetProperty("members").TryGetProperty(member.Name, out var declared),
                    $"Polly knows no {member.Name}");
                var shape = shapes.GetProperty(declared.GetProperty("shape").GetString()!);
                if (member.Name != "VoiceId" && shape.TryGetProperty("enum", out var values))
                    Assert.Contains(member.Value.GetString(),
                        values.EnumerateArray().Select(value => value.GetString()));
            }
        }
    }

    [Theory]
    [InlineData(400, "InvalidSsmlException", typeof(InvalidRequestException))]
    [InlineData(500, "ServiceFailureException", typeof(EngineUnavailableException))]
    [InlineData(403, "AccessDeniedException", typeof(EngineUnavailableException))]
    public async Task SpeakAsync_ErrorOfPolly_BecomesADomainError(int status, string code, Type expected)
    {
        await using var polly = await FakePolly.StartAsync();
        polly.Error = (status, code);
        using var engine = Engine(polly);
        var error = await Assert.ThrowsAsync(expected, () => CollectAsync(engine, s_job));
        Assert.Contains("as asked for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckHealthAsync_LastCallFailed_IsDegradedUntilOneSucceeds()
    {
        await using var polly = await FakePolly.StartAsync();
        using var engine = Engine(polly);
        await CollectAsync(engine, s_job);
        Assert.Equal(HealthStatus.Healthy, (await engine.CheckHealthAsync(CancellationToken.None)).Status);
        polly.Error = (500, "ServiceFailureException");
        await Assert.ThrowsAsync<EngineUnavailableException>(() => CollectAsync(engine, s_job));
        Assert.Equal(HealthStatus.Degraded, (await engine.CheckHealthAsync(CancellationToken.None)).Status);
        polly.Error = null;
        await CollectAsync(engine, s_job);
        Assert.Equal(HealthStatus.Healthy, (await engine.CheckHealthAsync(CancellationToken.None)).Status);
    }

    [Fact]
    public async Task SpeakAsync_CheckedDocument_IsSentInThePlaceOfTheClients()
    {
        await using var polly = await FakePolly.StartAsync();
        using var engine = Engine(polly);
        var voices = await engine.VoicesAsync(CancellationToken.None).WithTimeout();
        var text = SsmlPolicy.Read("<speak><!-- > <audio src='x'/> --><![CDATA[H\u00e9llo]]> world</speak>", voices);
        await CollectAsync(engine, s_job with { Text = text.Text, IsSsml = true });
        Assert.All(polly.Requests, request => Assert.Equal(
            "<speak><prosody rate=\"100%\">H\u00e9llo world</prosody></speak>",
            request.GetProperty("Text").GetString()));
    }

    [Fact]
    public async Task VoicesAsync_NobodyListens_IsUnavailable()
    {
        using var engine =
            new PollyEngine(
                Options.Create(new TtsOptions { Polly = new PollyOptions { ServiceUrl = "http://127.0.0.1:1" } }),
                NullLogger<PollyEngine>.Instance);
        await Assert.ThrowsAsync<EngineUnavailableException>(() =>
            engine.VoicesAsync(CancellationToken.None).WithTimeout());
    }

    private static PollyEngine Engine(FakePolly polly) =>
        new(Options.Create(
            new TtsOptions { Polly = new PollyOptions { ServiceUrl = polly.Address, Region = FakePolly.Region } }),
                NullLogger<PollyEngine>.Instance);

    private static async Task<List<SpeechPart>> CollectAsync(PollyEngine engine, SpeechJob job)
    {
        List<SpeechPart> parts = [];
        await foreach (var part in engine.SpeakAsync(job, "", CancellationToken.None))
            parts.Add(part);
        return parts;
    }
}
