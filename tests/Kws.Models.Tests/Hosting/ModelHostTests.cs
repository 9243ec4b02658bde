using System.Text.Json.Nodes;
using Kws.Contracts.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Models.Tests.Hosting;

/// <summary>A model in service: what comes into its folder is taken over or refused, and told.</summary>
public sealed class ModelHostTests : IAsyncDisposable
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _timeProvider = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RecordingLoggerProvider _logs = new();
    private readonly ToldEvents _told = new();
    private IHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync().WithTimeout();
            _host.Dispose();
        }
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_WithAPackage_ServesItAndTellsTheMesh()
    {
        TinySignModel.WritePackage(_folder.Path);

        var models = await StartAsync();

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
        var activated = Assert.IsType<ModelActivated>(Assert.Single(_told.Events));
        Assert.Equal(
            ("sign-letters", "tiny", "1.0.0", "signs", _timeProvider.GetUtcNow()),
            (activated.Task, activated.Name, activated.Version, activated.Service, activated.OccurredAt));
        _logs.AssertNoErrors();
    }

    [Fact]
    public async Task Start_WithoutAPackage_IsUnhealthyAndThrowsUntilOneComes()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        var models = await StartAsync();

        Assert.Throws<ModelNotLoadedException>(() => models.Current);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync());
        // There is no package to name.
        Assert.Empty(_told.Events);

        TinySignModel.WritePackage(_folder.Path);
        await UntilAsync(() => models.HasModel);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
    }

    [Fact]
    public async Task Watch_HigherVersionComes_IsTakenOverWhileALeaseKeepsTheOldOne()
    {
        TinySignModel.WritePackage(_folder.Path);
        var models = await StartAsync();
        using var lease = models.Acquire();

        TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await UntilAsync(() => models.Current.Manifest.Version == "1.0.1");

        Assert.Equal("1.0.0", lease.Model.Manifest.Version);
        var posteriors = new float[lease.Model.LabelCount];
        lease.Model.Run(new float[lease.Model.ValuesPerImage], 1, posteriors);
        Assert.Equal(1, posteriors.Sum(), 0.01f);
    }

    [Fact]
    public async Task Watch_BadPackageComes_IsRefusedAndToldAndTheOldOneGoesOn()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        TinySignModel.WritePackage(_folder.Path);
        var models = await StartAsync();

        TinySignModel.WritePackage(_folder.Path, version: "2.0.0", change: manifest => manifest["labels"] = null);
        await UntilAsync(() =>
            _told.Events.OfType<ModelRejected>().Any(e => e.Reason.Contains("labels", StringComparison.Ordinal)));

        var rejected = _told.Events.OfType<ModelRejected>().Last();
        Assert.Equal(("sign-letters", "tiny", "2.0.0", "signs"),
            (rejected.Task, rejected.Name, rejected.Version, rejected.Service));
        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        Assert.False(await models.ReloadAsync(CancellationToken.None).WithTimeout());
    }

    [Fact]
    public async Task Start_NewestVersionUnusable_ServesTheNewestUsableAndIsDegraded()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        TinySignModel.WritePackage(_folder.Path);
        TinySignModel.WritePackage(_folder.Path, version: "1.1.0");
        TinySignModel.WritePackage(_folder.Path, version: "2.0.0", change: manifest => manifest["labels"] = null);

        var models = await StartAsync();

        Assert.Equal("1.1.0", models.Current.Manifest.Version);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync());
        // The reason is told once, however often the folder is looked at.
        Assert.False(await models.ReloadAsync(CancellationToken.None).WithTimeout());
        Assert.Equal("2.0.0", Assert.Single(_told.Events.OfType<ModelRejected>()).Version);

        TinySignModel.WritePackage(_folder.Path, version: "2.0.0");
        // It is active a moment before the host has forgotten why it was not.
        await UntilAsync(() => models.Current.Manifest.Version == "2.0.0" && models.Refusal is null);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
    }

    [Fact]
    public async Task Watch_ManifestComesBeforeItsModel_EndsWithThePackageLoaded()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        TinySignModel.WritePackage(_folder.Path);
        var models = await StartAsync();
        using var elsewhere = new TemporaryFolder();
        var complete = TinySignModel.WritePackage(elsewhere.Path, version: "1.0.1");
        var arriving = Directory.CreateDirectory(Path.Combine(_folder.Path, "sign-letters", "tiny", "1.0.1")).FullName;

        File.Copy(Path.Combine(complete, "manifest.json"), Path.Combine(arriving, "manifest.json"));
        await UntilAsync(() => _told.Events.OfType<ModelRejected>().Any());
        var model = File.ReadAllBytes(Path.Combine(complete, "model.onnx"));
        File.WriteAllBytes(Path.Combine(arriving, "model.onnx"), model[..100]);
        await UntilAsync(() => _told.Events.OfType<ModelRejected>()
            .Any(e => e.Reason.Contains("model.onnx has 100 bytes", StringComparison.Ordinal)));
        File.WriteAllBytes(Path.Combine(arriving, "model.onnx"), model);

        await UntilAsync(() => models.Current.Manifest.Version == "1.0.1");
    }

    [Fact]
    public async Task Watch_LoadNeverEnds_IsGivenUpAndTheOldModelGoesOn()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        TinySignModel.WritePackage(_folder.Path);
        using var never = new ManualResetEventSlim();
        var models = await StartAsync(folder =>
        {
            if (folder.EndsWith("1.0.1", StringComparison.Ordinal))
                never.Wait();
            return SignModel.Load(folder);
        }, TimeSpan.FromSeconds(3));

        TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await UntilAsync(() => models.Refusal is not null);

        Assert.Contains("was not ready after 3 s", models.Refusal, StringComparison.Ordinal);
        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync());
        TinySignModel.WritePackage(_folder.Path, version: "1.0.2");
        await UntilAsync(() => models.Current.Manifest.Version == "1.0.2");
        never.Set();
    }

    [Theory]
    [InlineData("a null row")]
    [InlineData("half a surrogate pair")]
    [InlineData("a folder instead of a manifest")]
    [InlineData("an exception nobody thought of")]
    public async Task Watch_WhateverAPackageHolds_HotSwapGoesOn(string kind)
    {
        _logs.Expect(line => line.Event.Id == 1101);
        TinySignModel.WritePackage(_folder.Path);
        var models = await StartAsync(folder => folder.EndsWith("9.9.9", StringComparison.Ordinal)
            ? throw new NotImplementedException(kind)
            : SignModel.Load(folder));

        WriteHostile(kind);
        await UntilAsync(() => models.Refusal is not null);

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        TinySignModel.WritePackage(_folder.Path, version: "10.0.0");
        await UntilAsync(() => models.Current.Manifest.Version == "10.0.0");
    }

    [Fact]
    public async Task Watch_FolderVanishesAndComesBack_HotSwapGoesOn()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        TinySignModel.WritePackage(_folder.Path);
        var models = await StartAsync();

        Directory.Delete(_folder["sign-letters"], recursive: true);
        await UntilAsync(() => models.Refusal is not null);

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await UntilAsync(() => models.Current.Manifest.Version == "1.0.1");
    }

    [Fact]
    public async Task Reload_OfTheActivePackage_ChangesAndTellsNothing()
    {
        TinySignModel.WritePackage(_folder.Path);
        var models = await StartAsync();
        var before = models.Current;

        Assert.True(await models.ReloadAsync(CancellationToken.None).WithTimeout());

        Assert.Same(before, models.Current);
        Assert.Single(_told.Events);
    }

    private void WriteHostile(string kind)
    {
        var folder = TinySignModel.WritePackage(_folder.Path, version: "9.9.9");
        var manifest = Path.Combine(folder, "manifest.json");
        if (kind == "a null row")
            TinySignModel.WritePackage(_folder.Path, version: "9.9.8", change: json =>
                json["reading"] = new JsonObject { ["confusions"] = new JsonObject { ["A"] = null } });
        if (kind == "half a surrogate pair")
            File.WriteAllText(manifest, File.ReadAllText(manifest)
                .Replace("Made by", "\\ud800", StringComparison.Ordinal));
        if (kind == "a folder instead of a manifest")
        {
            File.Delete(manifest);
            Directory.CreateDirectory(manifest);
        }
    }

    private async Task<ModelHost<SignModel>> StartAsync(
        Func<string, SignModel>? load = null,
        TimeSpan? loadLimit = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "signs" });
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.AddSingleton<TimeProvider>(_timeProvider);
        builder.Services.AddSingleton<IEventPublisher>(_told);
        builder.Services.AddModelHost(
            _ => new TinyOptions
            {
                Root = _folder.Path,
                Watch = Watch,
                LoadLimit = loadLimit ?? TimeSpan.FromMinutes(1)
            },
            (_, folder) => (load ?? (place => SignModel.Load(place)))(folder));
        builder.Services.AddModelEvents(ModelTask.SignLetters);
        _host = builder.Build();
        await _host.StartAsync().WithTimeout();
        return _host.Services.GetRequiredService<ModelHost<SignModel>>();
    }

    private async Task<HealthStatus> HealthAsync() =>
        (await _host!.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WithTimeout()).Status;

    private async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 6000, "it did not come about");
            _timeProvider.Advance(Watch);
            await Task.Delay(10);
        }
    }

    private sealed class TinyOptions : ModelHostOptions
    {
        public override ModelChoice Choice => new(ModelTask.SignLetters, Root, "tiny", null, Watch);
    }

    private sealed class ToldEvents : IEventPublisher
    {
        private readonly Lock _gate = new();
        private readonly List<IMeshEvent> _events = [];

        public IMeshEvent[] Events
        {
            get
            {
                lock (_gate)
                    return [.. _events];
            }
        }

        public void Publish<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent
        {
            lock (_gate)
                _events.Add(meshEvent);
        }
    }
}
