using System.Text.Json.Nodes;
using Kws.Contracts.Events;
using Kws.Contracts.Registry;
using Kws.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Models.Tests.Registry;

/// <summary>A model in service that follows a registry.</summary>
public sealed class RegistryModelSourceTests : IAsyncDisposable
{
    private static readonly TimeSpan s_watch = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _timeProvider = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RecordingLoggerProvider _logs = new();
    private readonly ScriptedRegistry _registry = new();
    private readonly ToldEvents _told = new();
    private readonly UnreliableStore _store;
    private IHost? _host;

    public RegistryModelSourceTests()
    {
        _store = new UnreliableStore(new DirectoryObjectStore(_folder["store"]));
        TinySignModel.WritePackage(_folder["shipped"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync().WithTimeout();
            _host.Dispose();
        }

        _logs.AssertNoErrors();
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_WithAChampion_ServesItAndTellsItsKey()
    {
        var champion = await PublishAsync("2.0.0");
        _registry.Want(champion);

        var models = await StartAsync();

        Assert.Equal("2.0.0", models.Current.Manifest.Version);
        var activated = Assert.IsType<ModelActivated>(Assert.Single(_told.Events));
        Assert.Equal(champion.PackageKey, activated.PackageKey);
        Assert.Equal("signs", activated.Service);
        Assert.Equal(activated.Instance, _registry.Last.Instance);
        await UntilAsync(() => _registry.Last.ManifestSha256 == champion.ManifestSha256);
        Assert.Equal(("tiny", "2.0.0", champion.PromotionId, ""),
            (_registry.Last.Name, _registry.Last.Version, _registry.Last.PromotionId, _registry.Last.Refusal));
    }

    [Fact]
    public async Task Start_RegistryAway_ServesTheShippedPackageAndFollowsLater()
    {
        _registry.Answer = _ => throw new TimeoutException("nobody there");

        var models = await StartAsync();

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        Assert.Single(_logs.Lines, line => line.Event.Id == 1110);
        _registry.Want(await PublishAsync("2.0.0"));
        await UntilAsync(() => models.Current.Manifest.Version == "2.0.0");
        Assert.Single(_logs.Lines, line => line.Event.Id == 1111);
    }

    [Fact]
    public async Task Start_RegistryThatNeverAnswers_ServesTheShippedPackage()
    {
        _registry.Answer = async cancellationToken =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        };

        var starting = StartAsync();
        await UntilAsync(() => starting.IsCompleted);

        Assert.Equal("1.0.0", (await starting.WithTimeout()).Current.Manifest.Version);
    }

    [Fact]
    public async Task Start_StoreAway_ServesTheShippedPackageAndSaysWhatHinders()
    {
        _registry.Want(await PublishAsync("2.0.0"));
        _store.IsAway = true;

        var models = await StartAsync();

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        await UntilAsync(() => _registry.Last.Hindrance.Contains("it is away", StringComparison.Ordinal));
        Assert.Equal("", _registry.Last.Refusal);
        Assert.Equal(HealthStatus.Degraded, await HealthAsync());
        // Told once, however often it is tried.
        Assert.Single(_logs.Lines, line => line.Event.Id == 1113);
        _store.IsAway = false;
        await UntilAsync(() => models.Current.Manifest.Version == "2.0.0");
        await UntilAsync(() => _registry.Last is { Hindrance: "", Version: "2.0.0" });
        Assert.Equal(HealthStatus.Healthy, await HealthAsync());
    }

    [Fact]
    public async Task Start_NothingPromoted_ServesTheShippedPackageAndItsNewVersions()
    {
        var models = await StartAsync();
        Assert.Equal("1.0.0", models.Current.Manifest.Version);

        TinySignModel.WritePackage(_folder["shipped"], version: "1.1.0");

        await UntilAsync(() => models.Current.Manifest.Version == "1.1.0");
    }

    [Fact]
    public async Task Order_IsAskedForAtOnce()
    {
        var models = await StartAsync();
        await UntilAsync(() => _registry.Last.Version == "1.0.0");
        _registry.Want(await PublishAsync("2.0.0"));

        // The clock stands still.
        _registry.Order();

        await Eventually.BeAsync(() => models.Current.Manifest.Version == "2.0.0");
        await Eventually.BeAsync(() => _registry.Last.Version == "2.0.0");
    }

    [Fact]
    public async Task RegistryGoesAway_WhatServesGoesOn()
    {
        _registry.Want(await PublishAsync("2.0.0"));
        var models = await StartAsync();
        var asked = 0;
        _registry.Answer = _ =>
        {
            Interlocked.Increment(ref asked);
            throw new TimeoutException("nobody there");
        };

        await UntilAsync(() => Volatile.Read(ref asked) > 5);

        Assert.Equal("2.0.0", models.Current.Manifest.Version);
        Assert.Single(_logs.Lines, line => line.Event.Id == 1110);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("manifest.json")]
    public async Task DamagedDownload_IsFetchedAgainAndNeverServed(string file)
    {
        var models = await StartAsync();
        _store.Spoil = (key, content) =>
        {
            if (key.Value.EndsWith(file, StringComparison.Ordinal))
                content[^2] ^= 1;
            return content;
        };
        _registry.Want(await PublishAsync("2.0.0"));

        await UntilAsync(() => _registry.Last.Hindrance.Contains(file, StringComparison.Ordinal));
        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        Assert.Equal("", _registry.Last.Refusal);
        Assert.Empty(_told.Events.OfType<ModelRejected>());

        _store.Spoil = null;
        await UntilAsync(() => models.Current.Manifest.Version == "2.0.0");
    }

    [Fact]
    public async Task EndlessDownload_IsCutAtItsLength()
    {
        var models = await StartAsync();
        _store.Spoil = (key, content) => key.Value.EndsWith("model.onnx", StringComparison.Ordinal)
            ? [.. content, .. new byte[1 << 20]]
            : content;
        _registry.Want(await PublishAsync("2.0.0"));

        await UntilAsync(() => _registry.Last.Hindrance.Contains("model.onnx", StringComparison.Ordinal));

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        // Nothing is left of it once the attempt under way has ended.
        await Eventually.BeAsync(() => !Directory.EnumerateDirectories(_folder["cache", ".incoming"]).Any());
    }

    [Fact]
    public async Task PackageThatBreaksTheRules_IsRefusedAndToldAndGoesBack()
    {
        _logs.Expect(line => line.Event.Id == 1101);
        var champion = await PublishAsync("2.0.0");
        var bad = await PublishAsync("3.0.0", manifest => manifest["labels"] = null);
        _registry.Want(champion);
        var models = await StartAsync();

        _registry.Want(bad);
        await UntilAsync(() => _registry.Last.Refusal.Contains("labels", StringComparison.Ordinal));

        Assert.Equal((bad.PromotionId, "2.0.0"), (_registry.Last.PromotionId, _registry.Last.Version));
        Assert.Equal("2.0.0", models.Current.Manifest.Version);
        var rejected = Assert.Single(_told.Events.OfType<ModelRejected>());
        Assert.Equal(("3.0.0", bad.PackageKey), (rejected.Version, rejected.PackageKey));
        Assert.Single(_told.Events.OfType<ModelActivated>());

        _registry.Want(champion);
        await UntilAsync(() => _registry.Last is { Refusal: "" } last && last.PromotionId == champion.PromotionId);
        Assert.Null(models.Refusal);
        // Promoted anew, it is tried anew.
        _registry.Want(bad with { PromotionId = "another" });
        await UntilAsync(() => _registry.Last is { PromotionId: "another", Refusal.Length: > 0 });
        Assert.Equal(2, _told.Events.OfType<ModelRejected>().Count());
    }

    [Fact]
    public async Task PromotionFailsWithoutAChampionBefore_TheShippedPackageServesAgain()
    {
        var models = await StartAsync();
        _registry.Want(await PublishAsync("2.0.0"));
        await UntilAsync(() => models.Current.Manifest.Version == "2.0.0");

        _registry.Want(null);

        await UntilAsync(() => models.Current.Manifest.Version == "1.0.0");
        await UntilAsync(() => _registry.Last is { Version: "1.0.0", PromotionId: "" });
        string[] ids = [.. _told.Events.Select(told => told.EventId)];
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task LongLoad_TheRegistryHearsOfTheReplicaMeanwhile()
    {
        using var loads = new ManualResetEventSlim();
        var models = await StartAsync(folder =>
        {
            if (folder.EndsWith("2.0.0", StringComparison.Ordinal))
                loads.Wait();
            return SignModel.Load(folder);
        });
        var slow = await PublishAsync("2.0.0");
        _registry.Want(slow);
        await UntilAsync(() => _registry.Last.PromotionId == slow.PromotionId);
        var before = _registry.Reports.Length;

        await UntilAsync(() => _registry.Reports.Length > before + 5);

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        loads.Set();
        await UntilAsync(() => _registry.Last.Version == "2.0.0");
    }

    [Fact]
    public async Task Cache_KeepsTheLastVersionsAndFetchesThemOnce()
    {
        var models = await StartAsync();
        var wanted = new List<WantedModel>();
        for (var minor = 0; minor < 6; minor++)
        {
            wanted.Add(await PublishAsync($"2.{minor}.0"));
            _registry.Want(wanted[^1]);
            await UntilAsync(() => models.Current.Manifest.Version == wanted[^1].Version);
        }

        Assert.Equal(PackageCache.Kept, CachedHashes().Count());
        var opened = _store.Opened;
        _registry.Want(wanted[^2]);
        await UntilAsync(() => models.Current.Manifest.Version == "2.4.0");
        Assert.Equal(opened, _store.Opened);

        // What lay there and was damaged is fetched again.
        var copy = Assert.Single(Directory.EnumerateDirectories(_folder["cache", wanted[3].ManifestSha256]));
        File.AppendAllText(Path.Combine(copy, "tiny", "2.3.0", "model.onnx"), "damaged");
        _registry.Want(wanted[3]);
        await UntilAsync(() => models.Current.Manifest.Version == "2.3.0");
        Assert.True(_store.Opened > opened);
    }

    [Theory]
    [InlineData("..", "2.0.0")]
    [InlineData("a/b", "2.0.0")]
    [InlineData("tiny", "../../1")]
    public async Task NamesThatLeadOutOfTheCache_AreNotFetched(string name, string version)
    {
        var models = await StartAsync();
        _registry.Want((await PublishAsync("2.0.0")) with { Name = name, Version = version });

        await UntilAsync(() => _registry.Last.Hindrance.Contains("the registry named", StringComparison.Ordinal));

        Assert.Equal("1.0.0", models.Current.Manifest.Version);
        Assert.False(Directory.Exists(_folder["cache"]));
    }

    private IEnumerable<string> CachedHashes() => Directory.EnumerateDirectories(_folder["cache"])
        .Select(folder => Path.GetFileName(folder)).Where(name => name.Length == 64);

    // Puts a package into the store.
    private async Task<WantedModel> PublishAsync(string version, Action<JsonObject>? change = null)
    {
        using var workshop = new TemporaryFolder();
        var folder = TinySignModel.WritePackage(workshop.Path, version: version, change: change);
        var key = $"models/sign-letters/tiny/{version}";
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            await using var content = File.OpenRead(file);
            await _store.PutAsync(new ObjectKey($"{key}/{Path.GetFileName(file)}"), content).WithTimeout();
        }

        var manifest = await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json")).WithTimeout();
        return new WantedModel("tiny", version, key, TinyPackageHash(manifest), $"promotion-{version}");
    }

    private static string TinyPackageHash(byte[] manifest) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest));

    private async Task<ModelHost<SignModel>> StartAsync(Func<string, SignModel>? load = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "signs" });
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.AddSingleton<TimeProvider>(_timeProvider);
        builder.Services.AddSingleton<IEventPublisher>(_told);
        builder.Services.AddSingleton<IModelRegistry>(_registry);
        builder.Services.AddSingleton<IObjectStore>(_store);
        builder.Services.AddModelHost(
            _ => new TinyOptions
            {
                Root = _folder["shipped"],
                Watch = s_watch,
                Registry = new ModelRegistryOptions { Cache = _folder["cache"], Watch = s_watch },
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
            Assert.True(tries < 3000, "it did not come about");
            _timeProvider.Advance(TimeSpan.FromSeconds(1));
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
