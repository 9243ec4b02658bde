using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.Models;
using Kws.TestSupport.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AudioInference.Tests.Models;

/// <summary>New versions of the model while streams run.</summary>
public sealed class ModelSwapTests : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private SpotterHost _host = null!;

    public async Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_models.Path);
        _host = await SpotterHost.StartAsync(new() { ["Models:Root"] = _models.Path, ["Models:Keyword"] = "tiny" });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _models.Dispose();
    }

    private string Version => _host.Services.GetRequiredService<ModelHost<KeywordModel>>().Current.Version;

    /// <summary>Makes a package elsewhere and moves it in, so that the watching host never sees half of it.</summary>
    private static void Publish(
        TemporaryFolder models,
        string version,
        Action<JsonObject>? change = null,
        Action<string>? spoil = null,
        bool streams = false)
    {
        using var workshop = new TemporaryFolder();
        var folder = TinyKeywordModel.WritePackage(workshop.Path, version: version, change: change, streams: streams);
        spoil?.Invoke(folder);
        Directory.CreateDirectory(models["keyword-spotting", "tiny"]);
        Directory.Move(folder, models["keyword-spotting", "tiny", version]);
    }

    [Fact]
    public async Task NewVersions_ThatKeepStatesAndThatDoNot_TakeOverWithoutLosingAWord()
    {
        using var measured = new MeasurementRecorder(AudioInferenceMetrics.SourceName);
        var audio = Tones.Recording(16000, 20,
            [.. Enumerable.Range(0, 9).Select(i => (1.0 + 2 * i, i % 2 == 0 ? Tones.Yes : Tones.No))]);
        using var device = await Device.OpenAsync(_host.Client, Device.Config());
        var sent = 0;
        // Each swap falls into a word: from whole windows to steps, to steps of another model, and back.
        foreach (var (version, streams, until) in new[]
            { ("1.1.0", true, 86_000), ("1.2.0", true, 150_000), ("1.3.0", false, 214_000) })
        {
            await device.SendAsync(audio.AsMemory(sent, until - sent), sent);
            sent = until;
            await Eventually.BeAsync(() => device.Keywords.Count() == (until - 22_000) / 32_000);
            Publish(_models, version, streams: streams);
            await Eventually.BeAsync(() => Version == version);
        }
        await device.SendAsync(audio.AsMemory(sent), sent);
        await device.CloseAsync().WithTimeout();

        Assert.Equal(Enumerable.Range(0, 9).Select(i => i % 2 == 0 ? "yes" : "no"),
            device.Keywords.Select(k => k.Label));
        Assert.InRange(measured.SumOf(
            _host.Services.GetRequiredService<IMeterFactory>(), "kws.audio.windows", "heard=step"), 60, 85);
    }

    [Fact]
    public async Task NewVersion_TakesOverAtAWindowBoundary_NoWordIsLostOrDoubled()
    {
        var audio = Tones.Recording(16000, 20,
            [.. Enumerable.Range(0, 9).Select(i => (1.0 + 2 * i, i % 2 == 0 ? Tones.Yes : Tones.No))]);
        using var device = await Device.OpenAsync(_host.Client, Device.Config());
        // The swap falls into the fifth word.
        await device.SendAsync(audio.AsMemory(0, 150_000), 0);
        await Eventually.BeAsync(() => device.Keywords.Count() == 4);
        Publish(_models, "1.1.0", manifest => manifest["detection"]!["thresholds"]!["yes"] = 0.75);
        await Eventually.BeAsync(() => Version == "1.1.0");
        await device.SendAsync(audio.AsMemory(150_000), 150_000);
        await device.CloseAsync().WithTimeout();

        Assert.Equal(Enumerable.Range(0, 9).Select(i => i % 2 == 0 ? "yes" : "no"),
            device.Keywords.Select(k => k.Label));
        Assert.Equal("1.0.0", device.Keywords.First().ModelVersion);
        Assert.Equal("1.1.0", device.Keywords.Last().ModelVersion);
    }

    [Fact]
    public async Task BadPackage_IsRefusedAndTheOldModelGoesOn()
    {
        _host.Logs.Expect(line => line.Event.Id == 1101);
        Publish(_models, "2.0.0", spoil: folder => File.AppendAllText(Path.Combine(folder, "model.onnx"), "tampered"));
        await Eventually.BeAsync(() => _host.Logs.Lines.Any(line => line.Event.Id == 1101
            && line.Exception!.Message.Contains("model.onnx", StringComparison.Ordinal)));
        Assert.Equal("1.0.0", Version);
        using var device =
            await Device.PlayAsync(_host.Client, Device.Config(), Tones.Recording(16000, 4, (1, Tones.Yes)));
        Assert.Equal("1.0.0", Assert.Single(device.Keywords).ModelVersion);
    }

    [Fact]
    public async Task ModelThatHearsOtherwise_SendsStreamsToResume()
    {
        var audio = Tones.Recording(16000, 8, (1, Tones.Yes), (5, Tones.No));
        using var before = await Device.OpenAsync(_host.Client, Device.Config(16000, ResponseKind.Acknowledged));
        await before.SendAsync(audio.AsMemory(0, 64_000), 0);
        await Eventually.BeAsync(() => before.Keywords.Any());
        Publish(_models, "1.1.0", manifest => manifest["detection"]!["smoothing_windows"] = 2);
        await Eventually.BeAsync(() => Version == "1.1.0");
        await before.SendAsync(audio.AsMemory(64_000, 16_000), 64_000);
        var failure = await before.FailureAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);

        var resumed = Device.Config();
        resumed.ResumeSample = long.Parse(failure.Trailers.GetValue("kws-resume-sample")!,
            System.Globalization.CultureInfo.InvariantCulture);
        using var after = await Device.PlayAsync(_host.Client, resumed, audio.AsMemory((int)resumed.ResumeSample));
        Assert.Equal(["yes", "no"], before.Keywords.Concat(after.Keywords).DistinctBy(k => k.Id).Select(k => k.Label));
    }

    [Fact]
    public async Task StreamWithoutAModel_IsUnavailableUntilOneComes()
    {
        using var empty = new TemporaryFolder();
        await using var host =
            await SpotterHost.StartAsync(new() { ["Models:Root"] = empty.Path, ["Models:Keyword"] = "tiny" });
        host.Logs.Expect(line => line.Event.Id == 1101);
        using var early = await Device.OpenAsync(host.Client, Device.Config());
        Assert.Equal(StatusCode.Unavailable, (await early.FailureAsync()).StatusCode);
        Publish(empty, "1.0.0");
        await Eventually.BeAsync(() => host.Services.GetRequiredService<ModelHost<KeywordModel>>().HasModel);
        using var device =
            await Device.PlayAsync(host.Client, Device.Config(), Tones.Recording(16000, 3, (1, Tones.No)));
        Assert.Equal("no", Assert.Single(device.Keywords).Label);
    }
}
