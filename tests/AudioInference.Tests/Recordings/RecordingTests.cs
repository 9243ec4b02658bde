using Kws.AudioInference.Recordings;
using Kws.AudioInference.Tests.Events;
using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Tests.Recordings;

/// <summary>Recording without a bus.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-recording-").FullName;
    private readonly BalkyStore _store;

    public RecordingTests() => _store = new BalkyStore(new DirectoryObjectStore(_folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Off_ByDefault_NoSinkWantsAudio()
    {
        await using var host = await DetectionHost.StartAsync([]);

        Assert.DoesNotContain(host.Sinks, sink => sink.WantsAudio);
    }

    [Fact]
    public async Task Store_RefusesForAWhile_KeepsTheClipInTheEnd()
    {
        _store.Refuses = true;
        await using var host = await StartAsync();

        host.Offer(DetectionHost.Heard("a"));
        await Eventually.BeAsync(() => _store.Attempts >= 2, "it is tried again");
        _store.Refuses = false;

        await Eventually.BeAsync(() =>
            File.Exists(Path.Combine(_folder, "recordings/yes/2026-11-21/a.json")), "the clip is kept");
        Assert.Contains(host.Logs.Lines, line =>
            line.Event.Name == "ClipRetried" && line.Message.Contains("the disk is full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queue_Full_DropsAndTells()
    {
        _store.Refuses = true;
        await using var host = await StartAsync(("QueueCapacity", "2"), ("DrainTimeout", "00:00:00.1"));
        host.Offer(DetectionHost.Heard("first"));
        await Eventually.BeAsync(() => _store.Attempts >= 1, "the writer has the first in its hands");

        for (var i = 0; i < 20; i++)
            host.Offer(DetectionHost.Heard($"{i}"));

        // Two wait in the queue, a few in the writer's hands; not one more.
        var full = Dropped(host, "queue full");
        Assert.InRange(full, 21 - 2 - ClipsInHand.MaxAside - 1, 21 - 2 - 1);
        await host.StopAsync().WithTimeout();
        Assert.Equal(21, full + Dropped(host, "stopped before"));
    }

    [Fact]
    public async Task Store_RefusesOneClipForEver_KeepsTheOthersAndDropsItInTheEnd()
    {
        _store.RefusesKey = key => key.Value.EndsWith("poison.wav", StringComparison.Ordinal);
        await using var host = await StartAsync();

        host.Offer(DetectionHost.Heard("poison"));
        for (var i = 0; i < 10; i++)
        {
            host.Offer(DetectionHost.Heard($"{i}"));
            await Eventually.BeAsync(() =>
                File.Exists(Path.Combine(_folder, $"recordings/yes/2026-11-21/{i}.json")), "the clip is kept");
        }

        await Eventually.BeAsync(() => Dropped(host, "refuses it and takes others") == 1, "it is dropped");
    }

    [Fact]
    public async Task Health_WhileTheStoreIsAway_IsDegraded()
    {
        await using var host = await StartAsync();
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));

        _store.Refuses = true;
        host.Offer(DetectionHost.Heard("a"));
        await UntilHealthIsAsync(host, HealthStatus.Degraded);

        _store.Refuses = false;
        await UntilHealthIsAsync(host, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Stop_WithClipsWaiting_KeepsThemFirst()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 20; i++)
            host.Offer(DetectionHost.Heard($"{i}"));

        await host.StopAsync().WithTimeout();

        Assert.Equal(20, Directory.GetFiles(_folder, "*.wav", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Label_ThatIsNoFolder_IsDroppedAndOthersGoOn()
    {
        await using var host = await StartAsync();

        host.Offer(DetectionHost.Heard("a", label: "../../etc"));
        host.Offer(DetectionHost.Heard("b"));

        await Eventually.BeAsync(() =>
            File.Exists(Path.Combine(_folder, "recordings/yes/2026-11-21/b.json")), "the second is kept");
        Assert.Single(host.Logs.Lines, line => line.Event.Name == "ClipDropped");
        var archived = new List<ArchivedRecording>();
        await foreach (var recording in host.Services.GetRequiredService<RecordingArchive>().ListAsync())
            archived.Add(recording);
        Assert.Equal("b", Assert.Single(archived).Id);
    }

    [Fact]
    public async Task Start_RecordingWithoutAStore_IsRefusedSayingWhatToSet()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            DetectionHost.StartAsync(new() { ["Recording:Enabled"] = "true" })).WithTimeout();

        Assert.Contains("set Storage:Directory or Storage:S3:Bucket", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FaultyBucket_IsRefusedNamingAllWithTheirKeys()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => DetectionHost.StartAsync(new()
        {
            ["Recording:Enabled"] = "true",
            ["Storage:S3:Bucket"] = "x",
            ["Storage:S3:Endpoint"] = "ftp://host",
            ["Storage:S3:SecretKey"] = "hush",
        })).WithTimeout();

        Assert.Equal(
            [
                "Storage:S3:AccessKey and SecretKey: one is set and the other is not; allowed: both or neither",
                "Storage:S3:Bucket is 'x'; allowed: 3 to 63 characters",
                "Storage:S3:Endpoint is 'ftp://host/'; allowed: an http or https address, or none",
            ],
            error.Failures.Order(StringComparer.Ordinal));
    }

    private static async Task UntilHealthIsAsync(DetectionHost host, HealthStatus expected)
    {
        for (var attempt = 0; await HealthAsync(host) != expected; attempt++)
        {
            Assert.True(attempt < 600, $"health is not {expected}");
            await Task.Delay(50);
        }
    }

    private static int Dropped(DetectionHost host, string reason) =>
        host.Logs.Lines.Count(line => line.Event.Name == "ClipDropped"
            && line.Message.Contains(reason, StringComparison.Ordinal));

    private static async Task<HealthStatus> HealthAsync(DetectionHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name == "recordings").WithTimeout();
        return report.Status;
    }

    private Task<DetectionHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Recording:Enabled"] = "true", ["Storage:Directory"] = _folder };
        foreach (var (key, value) in settings)
            all[$"Recording:{key}"] = value;
        return DetectionHost.StartAsync(all, services => services.AddSingleton<IObjectStore>(_store));
    }
}
