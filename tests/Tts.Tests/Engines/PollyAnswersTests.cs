using Kws.ServiceDefaults.Errors;
using Kws.Tts.Engines;
using Kws.Tts.Engines.Polly;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests.Engines;

/// <summary>Answers of Amazon Polly that break off, that make no sense.</summary>
[Collection(nameof(PollyEngineTests))]
public sealed class PollyAnswersTests : IDisposable
{
    private static readonly SpeechJob s_job = new("H\u00e9llo world", false, "Joanna", 175, 50, 100, true);

    private readonly RecordingLoggerProvider _logs = new();
    private readonly LoggerFactory _factory;

    public PollyAnswersTests()
    {
        _factory = new LoggerFactory([_logs]);
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", FakePolly.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", FakePolly.SecretKey);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", null);
        _factory.Dispose();
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"time":"soon","type":"word","start":0,"end":6}""")]
    [InlineData("""{"time":0,"type":"word","start":1e99,"end":6}""")]
    [InlineData("""{"time":0,"type":"word","start":0}""")]
    public async Task SpeakAsync_MarksThatAreNone_IsUnavailable(string marks)
    {
        await using var polly = await FakePolly.StartAsync();
        polly.Marks = marks;
        using var engine = Engine(polly.Address);

        var error = await Assert.ThrowsAsync<EngineUnavailableException>(() => CollectAsync(engine, s_job));

        Assert.Contains("marks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpeakAsync_MarksBehindTheAudio_ComeAtItsEnd()
    {
        await using var polly = await FakePolly.StartAsync();
        polly.Marks = """{"time":99000,"type":"word","start":7,"end":12,"value":"world"}""";
        using var engine = Engine(polly.Address);

        Assert.Equal(new SpeechMark(1_584_000, 6, 5), (await CollectAsync(engine, s_job))[^1]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1_599, 799)]
    [InlineData(1_601, 800)]
    public async Task SpeakAsync_AudioThatEndsInASample_HasTheWholeOnes(int bytes, int samples)
    {
        await using var polly = await FakePolly.StartAsync();
        polly.AudioBytes = bytes;
        using var engine = Engine(polly.Address);

        var parts = await CollectAsync(engine, s_job with { WordMarks = false });

        Assert.Equal(samples, parts.Cast<SpeechAudio>().Sum(audio => audio.Samples.Length));
        Assert.DoesNotContain(parts.Cast<SpeechAudio>(), audio => audio.Samples.IsEmpty);
        Assert.Single(polly.Requests);
    }

    [Fact]
    public async Task SpeakAsync_AudioBreaksOff_IsUnavailableAfterWhatCame()
    {
        await using var polly = await FakePolly.StartAsync();
        // What is on its way when a connection breaks may be lost with it.
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        polly.BreaksOffAfter = heard.Task;
        using var engine = Engine(polly.Address);

        var error = await Assert.ThrowsAsync<EngineUnavailableException>(async () =>
        {
            await foreach (var part in engine.SpeakAsync(s_job, "", CancellationToken.None))
                if (part is SpeechAudio)
                    heard.TrySetResult();
        }).WithTimeout();

        Assert.Equal("Polly's audio broke off", error.Message);
        Assert.True(heard.Task.IsCompleted);
    }

    [Theory]
    [InlineData("TextLengthExceededException")]
    [InlineData("EngineNotSupportedException")]
    public async Task SpeakAsync_TextThatPollyRefuses_IsTheClientsFault(string code)
    {
        await using var polly = await FakePolly.StartAsync();
        polly.Error = (400, code);
        using var engine = Engine(polly.Address);

        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => CollectAsync(engine, s_job));

        Assert.Equal("text", error.Field);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Equal("Healthy", $"{(await engine.CheckHealthAsync(CancellationToken.None).WithTimeout()).Status}");
    }

    [Fact]
    public async Task WarmUpAsync_NobodyListens_IsLoggedAndNoFailure()
    {
        using var engine = Engine("http://127.0.0.1:1");

        await engine.WarmUpAsync(CancellationToken.None).WithTimeout();

        var line = Assert.Single(_logs.Lines, line => line.Level == LogLevel.Warning);
        Assert.Contains("polly", line.Message, StringComparison.Ordinal);
        Assert.Contains($"Polly in {FakePolly.Region}", line.Message, StringComparison.Ordinal);
    }

    private PollyEngine Engine(string address) => new(
        Options.Create(new TtsOptions { Polly = new PollyOptions { ServiceUrl = address, Region = FakePolly.Region } }),
        _factory.CreateLogger<PollyEngine>());

    private static async Task<List<SpeechPart>> CollectAsync(PollyEngine engine, SpeechJob job)
    {
        List<SpeechPart> parts = [];
        await foreach (var part in engine.SpeakAsync(job, "", CancellationToken.None))
            parts.Add(part);
        return parts;
    }
}
