using System.Diagnostics;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Engines;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Tts.Tests.Engines;

public sealed class EspeakEngineTests
{
    private const string Sentence = "Turn the light on in the kitchen please.";
    private static readonly string s_long = string.Join(' ', Enumerable.Repeat("word", 600));

    // Longer than the machine takes to send a signal.
    private static readonly string s_endless = string.Join(' ', Enumerable.Repeat("word", 20_000));

    [SkippableTheory]
    [InlineData("<emphasis level=\"strong\">", "</emphasis>")]
    [InlineData("<emphasis level=\"reduced\">", "</emphasis>")]
    [InlineData("<prosody pitch=\"+90%\" rate=\"200%\" volume=\"10\">", "</prosody>")]
    [InlineData("<say-as interpret-as=\"characters\">", "</say-as>")]
    [InlineData("<voice name=\"de\">", "</voice>")]
    public async Task SpeakAsync_AfterAJobThatWasLeftInsideAnElement_SoundsAsBefore(string open, string close)
    {
        await using var host = new EspeakHost();
        var before = SpeechSamples.Of(await host.SpeakAsync(EspeakHost.Plain(Sentence)).WithTimeout());

        await host.LeaveAsync(EspeakHost.Ssml($"<speak>{open}{s_long}{close}</speak>")).WithTimeout();
        var after = SpeechSamples.Of(await host.SpeakAsync(EspeakHost.Plain(Sentence)).WithTimeout());

        Assert.InRange(SpeechSamples.Rms(after) / SpeechSamples.Rms(before), 0.98, 1.02);
        Assert.InRange(after.Length / (double)before.Length, 0.99, 1.01);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task SpeakAsync_WithEachVoiceOfTheList_Speaks()
    {
        await using var host = new EspeakHost();
        foreach (var voice in (await host.Engine.VoicesAsync(CancellationToken.None).WithTimeout()).Voices)
        {
            var parts = await host.SpeakAsync(EspeakHost.Plain("one 1") with { Voice = voice.Id }).WithTimeout();
            Assert.True(SpeechSamples.Of(parts).Any(sample => sample != 0), voice.Id);
        }
    }

    [SkippableFact]
    public async Task SpeakAsync_AfterAJobWithItsOwnRatePitchAndVolume_SoundsAsBefore()
    {
        await using var host = new EspeakHost();
        var before = SpeechSamples.Of(await host.SpeakAsync(EspeakHost.Plain(Sentence)).WithTimeout());
        await host.LeaveAsync(new SpeechJob(s_long, false, "de+f3", 400, 99, 200, true)).WithTimeout();
        var after = SpeechSamples.Of(await host.SpeakAsync(EspeakHost.Plain(Sentence)).WithTimeout());
        Assert.InRange(SpeechSamples.Rms(after) / SpeechSamples.Rms(before), 0.98, 1.02);
        Assert.InRange(after.Length / (double)before.Length, 0.99, 1.01);
    }

    [SkippableFact]
    public async Task SpeakAsync_ManyChangesBetweenTwoWords_SaysEveryWord()
    {
        await using var host = new EspeakHost();
        for (var words = 4; words <= 24; words++)
        {
            var before = string.Concat(Enumerable.Repeat("river ", words));
            var job = $"<speak><emphasis level=\"strong\"><prosody pitch=\"80\" volume=\"50\"><emphasis>{before}"
                + "</emphasis></prosody></emphasis> <prosody pitch=\"20\" volume=\"70\">"
                + "<emphasis level=\"reduced\">garden</emphasis></prosody></speak>";
            var parts = await host.SpeakAsync(EspeakHost.Ssml(job)).WithTimeout();
            Assert.Equal(words + 1, parts.OfType<SpeechMark>().Count());
            // A word lasts a quarter of a second and more.
            Assert.InRange(SpeechSamples.Of(parts).Length / 22_050.0, (words + 1) * 0.25, (words + 4) * 0.5);
        }
    }

    [SkippableFact]
    public async Task SpeakAsync_JobsLeftEarly_KeepTheWorkerAndDelayTheNextByLittle()
    {
        await using var host = new EspeakHost();
        await host.Engine.WarmUpAsync(CancellationToken.None).WithTimeout();
        var worker = Assert.Single(host.Engine.Idle).ProcessId;
        await host.SpeakAsync(EspeakHost.Plain("warm")).WithTimeout();
        List<double> delays = [];
        for (var i = 0; i < 12; i++)
        {
            await host.LeaveAsync(EspeakHost.Plain(s_long)).WithTimeout();
            var watch = Stopwatch.StartNew();
            await host.LeaveAsync(EspeakHost.Plain("Off.")).WithTimeout();
            delays.Add(watch.Elapsed.TotalMilliseconds);
        }
        await host.SpeakAsync(EspeakHost.Plain("Off.")).WithTimeout();
        Assert.Equal(worker, Assert.Single(host.Engine.Idle).ProcessId);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Event.Id == 4001);
        // A new process takes some 500 ms on the same machine.
        Assert.InRange(delays.Order().ElementAt(delays.Count / 2), 0, 100);
    }

    [SkippableFact]
    public async Task SpeakAsync_TokenCancelledWhileAFrameIsRead_KeepsTheWorker()
    {
        await using var host = new EspeakHost();
        await host.Engine.WarmUpAsync(CancellationToken.None).WithTimeout();
        var worker = Assert.Single(host.Engine.Idle).ProcessId;
        for (var i = 0; i < 20; i++)
        {
            using var leave = new CancellationTokenSource();
            try
            {
                var parts = 0;
                await foreach (var _ in host.Engine.SpeakAsync(EspeakHost.Plain(s_long), "", leave.Token))
                    if (++parts == i * 7)
                        leave.CancelAfter(TimeSpan.FromMicroseconds(50 * i));
            }
            catch (OperationCanceledException)
            {
                // As it should.
            }
        }
        Assert.NotEmpty(await host.SpeakAsync(EspeakHost.Plain("on")).WithTimeout());
        Assert.Equal(worker, Assert.Single(host.Engine.Idle).ProcessId);
    }

    [SkippableFact]
    public async Task SpeakAsync_IdleWorkerHangs_IsReplacedAndTheTextIsSpoken()
    {
        await using var host = new EspeakHost();
        await host.Engine.WarmUpAsync(CancellationToken.None).WithTimeout();
        var hung = Assert.Single(host.Engine.Idle).ProcessId;
        EspeakHost.Signal(hung, "STOP");
        Assert.NotEmpty(await host.SpeakAsync(EspeakHost.Plain("still here")).WithTimeout());
        Assert.NotEqual(hung, Assert.Single(host.Engine.Idle).ProcessId);
        Assert.Contains(host.Logs.Lines, line => line.Event.Id == 4001
            && line.Message.Contains("hung", StringComparison.Ordinal));
        Assert.Contains("kws.tts.workers_replaced", host.Measured);
    }

    [SkippableFact]
    public async Task SpeakAsync_WorkerHangsInAJob_FailsByTheDeadlineAndTheTextIsNotTriedAgain()
    {
        var time = new FakeTimeProvider();
        await using var host = new EspeakHost(timeProvider: time);
        await host.Engine.WarmUpAsync(CancellationToken.None).WithTimeout();
        var worker = Assert.Single(host.Engine.Idle).ProcessId;
        var job = EspeakHost.Plain(s_endless);
        var speech = host.Engine.SpeakAsync(job, "", CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await speech.MoveNextAsync().WithTimeout());
        EspeakHost.Signal(worker, "STOP");
        var end = Task.Run(async () =>
        {
            while (await speech.MoveNextAsync())
            {
            }
        });
        while (!end.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(end, Task.Delay(20));
        }
        await Assert.ThrowsAsync<EngineUnavailableException>(() => end);

        await Assert.ThrowsAsync<InvalidRequestException>(() => host.SpeakAsync(job).WithTimeout());
        Assert.NotEmpty(await host.SpeakAsync(EspeakHost.Plain("another")).WithTimeout());
        time.Advance(EndedTexts.Lifetime);
        await host.LeaveAsync(job).WithTimeout();
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("SYS", true)]
    [InlineData("KILL", false)]
    public async Task SpeakAsync_WorkerEndsInAJob_CostsOneVoiceAndATextThatCrashedItIsNotTriedAgain(
        string signal,
        bool isRefused)
    {
        await using var host = new EspeakHost(workers: 2);
        await host.Engine.WarmUpAsync(CancellationToken.None).WithTimeout();
        HashSet<int> workers = [.. host.Engine.Idle.Select(worker => worker.ProcessId)];
        var job = EspeakHost.Plain(s_endless);
        var speech = host.Engine.SpeakAsync(job, "", CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await speech.MoveNextAsync().WithTimeout());
        var other = Assert.Single(host.Engine.Idle).ProcessId;
        EspeakHost.Signal(workers.Single(worker => worker != other), signal);
        await Assert.ThrowsAsync<EngineUnavailableException>(async () =>
        {
            while (await speech.MoveNextAsync().WithTimeout())
            {
            }
        });

        if (isRefused)
            await Assert.ThrowsAsync<InvalidRequestException>(() => host.SpeakAsync(job).WithTimeout());
        else
            await host.LeaveAsync(job).WithTimeout();
        Assert.NotEmpty(await host.SpeakAsync(EspeakHost.Plain("another")).WithTimeout());
        Assert.Contains(other, host.Engine.Idle.Select(worker => worker.ProcessId));
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task CheckHealthAsync_WorkersHang_TellsHowManyAndReplacesThem()
    {
        await using var host = new EspeakHost(workers: 2);
        await host.Engine.WarmUpAsync(CancellationToken.None).WithTimeout();
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(host));
        EspeakHost.Signal(host.Engine.Idle.First().ProcessId, "STOP");
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(host));
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(host));
        foreach (var worker in host.Engine.Idle)
            EspeakHost.Signal(worker.ProcessId, "STOP");
        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync(host));
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(host));
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task SpeakAsync_OneClientAsksForMuch_AnotherIsServedNext()
    {
        await using var host = new EspeakHost(workers: 1, queue: 8);
        List<string> order = [];
        async Task SpeakAsync(string client, string text)
        {
            await host.SpeakAsync(EspeakHost.Plain(text), client).WithTimeout();
            lock (order)
                order.Add(client);
        }
        List<Task> all = [];
        for (var i = 0; i < 6; i++)
            all.Add(SpeakAsync("greedy", s_long));
        all.Add(SpeakAsync("modest", "on"));
        await Task.WhenAll(all).WithTimeout();
        Assert.InRange(order.IndexOf("modest"), 0, 2);
    }

    private static async Task<HealthStatus> StatusAsync(EspeakHost host) =>
        (await host.Engine.CheckHealthAsync(CancellationToken.None).WithTimeout()).Status;
}
