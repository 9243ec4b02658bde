using System.Diagnostics.Metrics;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Caching;
using Kws.Tts.Engines;
using Kws.Tts.Synthesis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests.Synthesis;

public sealed class SynthesizerTests : IDisposable
{
    private static readonly SpeechJob s_job = new("on", false, "en-us", 175, 50, 100, true);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private SpeechBuffers _buffers = null!;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task SpeakAsync_ReaderTakesNothing_LetsTheEngineGoAndKeepsTheSpeech()
    {
        var engine = new ScriptedEngine([.. Seconds(100)]);
        await using var speech = New(engine).SpeakAsync(s_job, 16_000, "", CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await speech.MoveNextAsync().WithTimeout());
        await engine.Left.WithTimeout();
        Assert.InRange(_buffers.Bytes, 3_000_000, 3_300_000);
        var samples = 16_000L;
        while (await speech.MoveNextAsync().WithTimeout())
            samples += ((SpeechAudio)speech.Current).Samples.Length;
        Assert.Equal(1_600_000, samples);
        Assert.Equal(0, _buffers.Bytes);
    }

    [Fact]
    public async Task SpeakAsync_MoreWaitsThanAllMayHold_CutsTheRequestThatNeedsMore()
    {
        var engine = new ScriptedEngine([.. Seconds(40)]);
        var speech = New(engine, new() { MaxBufferedBytes = 1_000_000 })
            .SpeakAsync(s_job, 16_000, "", CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await speech.MoveNextAsync().WithTimeout());
        await engine.Left.WithTimeout();
        Assert.InRange(_buffers.Bytes, 900_000, 1_000_000);
        var error = await Assert.ThrowsAsync<LimitExceededException>(async () =>
        {
            while (await speech.MoveNextAsync().WithTimeout())
            {
            }
        });
        Assert.StartsWith("speech that waits for clients", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _buffers.Bytes);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task SpeakAsync_ReaderLeaves_StopsTheEngineAndKeepsNothing()
    {
        var engine = new ScriptedEngine([.. Seconds(10_000)]);
        var synthesizer = New(engine, new() { MaxSpeechSeconds = 3_600 });
        await foreach (var _ in synthesizer.SpeakAsync(s_job, 16_000, "", CancellationToken.None))
            break;
        await engine.Left.WithTimeout();
        Assert.Equal(0, _buffers.Bytes);
        Assert.False(synthesizer.IsCached(s_job, 16_000));
    }

    [Fact]
    public async Task SpeakAsync_WholeSpeech_IsKeptForThatJobAndRate()
    {
        var engine = new ScriptedEngine(new SpeechMark(0, 0, 2), new SpeechAudio(new short[1000]));
        var synthesizer = New(engine);
        var first = await CollectAsync(synthesizer);
        Assert.Equal(first, await CollectAsync(synthesizer));
        Assert.Equal(1, engine.Jobs);
        Assert.True(synthesizer.IsCached(s_job, 16_000));
        Assert.False(synthesizer.IsCached(s_job, 8_000));
        Assert.False(synthesizer.IsCached(s_job with { Volume = 1 }, 16_000));
    }

    [Fact]
    public async Task SpeakAsync_EngineFailsMidway_ThrowsAndKeepsNothing()
    {
        var synthesizer = New(new ScriptedEngine(new SpeechAudio(new short[1000]))
        {
            Fault = new EngineUnavailableException("gone"),
        });
        var error = await Assert.ThrowsAsync<EngineUnavailableException>(() => CollectAsync(synthesizer));
        Assert.Equal("gone", error.Message);
        Assert.False(synthesizer.IsCached(s_job, 16_000));
        Assert.Equal(0, _buffers.Bytes);
    }

    [Fact]
    public async Task SpeakAsync_LongerThanAllowed_ThrowsAndKeepsNothing()
    {
        var synthesizer = New(new ScriptedEngine([.. Seconds(4)]), new() { MaxSpeechSeconds = 3 });
        await Assert.ThrowsAsync<LimitExceededException>(() => CollectAsync(synthesizer));
        Assert.False(synthesizer.IsCached(s_job, 16_000));
    }

    [Fact]
    public void Add_PhraseOutgrowsTheLimit_IsNotKept()
    {
        var collector = new PhraseCollector(500);
        collector.Add(new SpeechAudio(new short[100]));
        Assert.Single(collector.Parts!);
        collector.Add(new SpeechAudio(new short[200]));
        Assert.Null(collector.Parts);
        collector.Add(new SpeechMark(0, 0, 1));
        Assert.Null(collector.Parts);
    }

    private Synthesizer New(ScriptedEngine engine, TtsOptions? options = null)
    {
        var made = Options.Create(options ?? new TtsOptions());
        var metrics = new TtsMetrics(_services.GetRequiredService<IMeterFactory>());
        _buffers = new SpeechBuffers(made, metrics, NullLogger<SpeechBuffers>.Instance);
        return new Synthesizer(engine, new PhraseCache(made), _buffers, metrics, TimeProvider.System, made);
    }

    private static async Task<List<SpeechPart>> CollectAsync(Synthesizer synthesizer)
    {
        List<SpeechPart> parts = [];
        await foreach (var part in synthesizer.SpeakAsync(s_job, 16_000, "", CancellationToken.None))
            parts.Add(part);
        return parts;
    }

    private static IEnumerable<SpeechPart> Seconds(int count)
    {
        var second = new short[16_000];
        return Enumerable.Range(0, count).Select(_ => new SpeechAudio(second));
    }
}
