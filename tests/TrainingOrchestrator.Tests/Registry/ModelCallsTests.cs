using Google.Protobuf;
using Grpc.Core;
using Kws.AudioInference.Tests.Hosts;
using Kws.Training.V1;
using Microsoft.Data.Sqlite;

namespace Kws.TrainingOrchestrator.Tests.Registry;

/// <summary>The calls about models, on a running service.</summary>
public sealed class ModelCallsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private OrchestratorHost _host = null!;

    public async Task InitializeAsync() => _host = await OrchestratorHost.StartAsync(_folder, new()
    {
        ["Packages:MaxBytes"] = "200000",
        ["Gates:MaxBytes"] = "100000",
        ["Promotions:Patience"] = "00:00:01",
    });

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Publish_Package_IsStoredListedAndTold()
    {
        var model = await PublishAsync("1.0.0");

        Assert.Equal((ModelState.Published, "tiny", "1.0.0"), (model.State, model.Name, model.Version));
        Assert.Equal(["size", "latency"], model.Gates.Select(gate => gate.Gate));
        Assert.Contains("\"tiny\"", model.Manifest, StringComparison.Ordinal);
        Assert.Equal("accuracy", Assert.Single(model.Metrics).Name);
        var stored = Path.Combine(OrchestratorHost.StoreIn(_folder), model.PackageKey);
        Assert.Equal(model.ManifestSha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            await File.ReadAllBytesAsync(Path.Combine(stored, "manifest.json")).WithTimeout())));
        Assert.True(File.Exists(Path.Combine(stored, "model.onnx")));
        Assert.Empty(Directory.EnumerateDirectories(_folder["jobs", "uploads"]));
        var listed = await _host.Client.ListModelsAsync(new ListModelsRequest()).ResponseAsync.WithTimeout();
        Assert.Equal(model.PackageKey, Assert.Single(listed.Models).PackageKey);
        Assert.Equal("", listed.Models[0].Manifest);
    }

    [Fact]
    public async Task Publish_TheSameAgain_IsTheOneThatIsThere()
    {
        var first = await PublishAsync("1.0.0");

        Assert.Equal(first, await PublishAsync("1.0.0"));

        var other = await Assert.ThrowsAsync<RpcException>(() => PublishAsync("1.0.0", threshold: 0.9));
        Assert.Equal(StatusCode.AlreadyExists, other.StatusCode);
        var stands = await GetAsync("1.0.0");
        Assert.Equal(first.ManifestSha256, stands.ManifestSha256);
        Assert.Contains("1.0.0", first.PackageKey, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_PackageTooLargeForTheGate_IsRejectedAndNotPromoted()
    {
        var model = await PublishAsync("1.0.0", extraBytes: 120_000);

        Assert.Equal(ModelState.Rejected, model.State);
        Assert.False(model.Gates.Single(gate => gate.Gate == "size").Passed);
        var refused = await Assert.ThrowsAsync<RpcException>(() => _host.PromoteAsync(model));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    [Fact]
    public async Task Publish_DamagedPackage_IsInvalidAndNothingStays()
    {
        using var workshop = new TemporaryFolder();
        var folder = TinyKeywordModel.WritePackage(workshop.Path);
        await File.AppendAllTextAsync(Path.Combine(folder, "model.onnx"), "damaged").WithTimeout();

        var refused = await Assert.ThrowsAsync<RpcException>(() => _host.PublishAsync(folder));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("model.onnx", refused.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await _host.Client.ListModelsAsync(new ListModelsRequest()).ResponseAsync.WithTimeout()).Models);
        Assert.False(Directory.Exists(Path.Combine(OrchestratorHost.StoreIn(_folder), "models")));
        Assert.Empty(Directory.EnumerateDirectories(_folder["jobs", "uploads"]));
    }

    [Fact]
    public async Task Publish_ForAnotherTask_IsInvalid()
    {
        using var workshop = new TemporaryFolder();
        var refused = await Assert.ThrowsAsync<RpcException>(() => _host.PublishAsync(
            TinyKeywordModel.WritePackage(workshop.Path), TrainingTask.SignLetters));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("config.task", refused.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, StatusCode, string> HostileUploads => new()
    {
        { "nothing", StatusCode.InvalidArgument, "config" },
        { "file first", StatusCode.InvalidArgument, "config" },
        { "no task", StatusCode.InvalidArgument, "config.task" },
        { "chunk without file", StatusCode.InvalidArgument, "body" },
        { "config twice", StatusCode.InvalidArgument, "body" },
        { "../outside", StatusCode.InvalidArgument, "file.path" },
        { "/etc/outside", StatusCode.InvalidArgument, "file.path" },
        { ".hidden", StatusCode.InvalidArgument, "file.path" },
        { "twice", StatusCode.InvalidArgument, "file.path" },
        { "below a file", StatusCode.InvalidArgument, "file.path" },
        { "no length", StatusCode.InvalidArgument, "file.bytes" },
        { "longer", StatusCode.InvalidArgument, "file.bytes" },
        { "shorter", StatusCode.InvalidArgument, "file.bytes" },
        { "huge", StatusCode.ResourceExhausted, "Packages:MaxBytes" },
        { "huge in all", StatusCode.ResourceExhausted, "Packages:MaxBytes" },
    };

    [Theory]
    [MemberData(nameof(HostileUploads))]
    public async Task Publish_Hostile_IsRefusedWithTheFieldAndNothingStays(string kind, StatusCode code, string field)
    {
        using var call = _host.Client.PublishModel();
        foreach (var message in HostileMessages(kind))
        {
            try
            {
                await call.RequestStream.WriteAsync(message).WithTimeout();
            }
            catch (RpcException)
            {
                break;
            }
        }

        await Task.WhenAny(call.RequestStream.CompleteAsync()).WithTimeout();
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WithTimeout());

        Assert.Equal(code, refused.StatusCode);
        Assert.Contains(field, refused.Status.Detail, StringComparison.Ordinal);
        await Eventually.BeAsync(() => !Directory.Exists(_folder["jobs", "uploads"])
            || !Directory.EnumerateDirectories(_folder["jobs", "uploads"]).Any());
    }

    [Fact]
    public async Task Diff_NamesWhatDiffers()
    {
        await PublishAsync("1.0.0");
        await PublishAsync("1.1.0", threshold: 0.9);

        var answer = await _host.Client.DiffModelsAsync(new DiffModelsRequest
        {
            Task = TrainingTask.KeywordSpotting,
            From = "tiny/1.0.0",
            To = "tiny/1.1.0",
        }).ResponseAsync.WithTimeout();

        Assert.Equal(["detection.thresholds.yes:0.8>0.9", "version:1.0.0>1.1.0"],
            answer.Differences.Select(difference => $"{difference.Field}:{difference.From}>{difference.To}"));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("tiny/")]
    [InlineData("/1.0.0")]
    [InlineData("../1.0.0")]
    public async Task Diff_NoNameAndVersion_IsInvalid(string from)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => _host.Client.DiffModelsAsync(new DiffModelsRequest
        {
            Task = TrainingTask.KeywordSpotting,
            From = from,
            To = "tiny/1.0.0",
        }).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task UnknownNames_AreNotFound()
    {
        var calls = new Func<Task>[]
        {
            () => GetAsync("9.9.9"),
            () => _host.Client.PromoteModelAsync(new PromoteModelRequest
            {
                Task = TrainingTask.KeywordSpotting, Name = "tiny", Version = "9.9.9",
            }).ResponseAsync.WithTimeout(),
            async () =>
            {
                using var watch = _host.Client.WatchPromotion(new WatchPromotionRequest { Id = "none" });
                await watch.ResponseStream.MoveNext(CancellationToken.None).WithTimeout();
            },
        };
        foreach (var call in calls)
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Watch_NoId_IsInvalid(string id)
    {
        using var watch = _host.Client.WatchPromotion(new WatchPromotionRequest { Id = id });
        var refused = await Assert.ThrowsAsync<RpcException>(
            () => watch.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Theory]
    [InlineData("best", "a", "alias")]
    [InlineData("", "", "replica.instance")]
    [InlineData("", "line\nfeed", "replica.instance")]
    public async Task Resolve_BadField_IsInvalid(string alias, string instance, string field)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => _host.Client.ResolveModelAsync(
            new ResolveModelRequest
            {
                Task = TrainingTask.KeywordSpotting,
                Alias = alias,
                Replica = new ReplicaReport { Service = "s", Instance = instance },
            }).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(field, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_NobodyServes_WatchEndsWithTheFailure()
    {
        var promotion = await _host.PromoteAsync(await PublishAsync("1.0.0"));

        Assert.Equal(PromotionState.Failed, promotion.State);
        Assert.Contains("0 of 0 replicas", promotion.Reason, StringComparison.Ordinal);
        Assert.NotNull(promotion.DecidedAt);
    }

    [Fact]
    public async Task Watch_ServerDrains_IsUnavailable()
    {
        using var slow = new TemporaryFolder();
        var host = await OrchestratorHost.StartAsync(slow);
        using var workshop = new TemporaryFolder();
        var model = await host.PublishAsync(TinyKeywordModel.WritePackage(workshop.Path));
        var promotion = await host.Client.PromoteModelAsync(new PromoteModelRequest
        {
            Task = model.Task,
            Name = model.Name,
            Version = model.Version,
        }).ResponseAsync.WithTimeout();
        using var watch = host.Client.WatchPromotion(new WatchPromotionRequest { Id = promotion.Id });
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        var next = watch.ResponseStream.MoveNext(CancellationToken.None);

        var stopping = host.StopAsync();

        var ended = await Assert.ThrowsAsync<RpcException>(() => next.WithTimeout());
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        await stopping.WithTimeout();
        await host.DisposeAsync();
    }

    private static IEnumerable<PublishModelRequest> HostileMessages(string kind)
    {
        var config = new PublishModelRequest { Config = new PublishConfig { Task = TrainingTask.KeywordSpotting } };
        return kind switch
        {
            "nothing" => [],
            "file first" => [Header("a", 1)],
            "no task" => [new PublishModelRequest { Config = new PublishConfig() }],
            "chunk without file" => [config, Chunk(1)],
            "config twice" => [config, config],
            "twice" => [config, Header("a", 1), Chunk(1), Header("a", 1), Chunk(1)],
            "below a file" => [config, Header("a", 1), Chunk(1), Header("a/b", 1), Chunk(1)],
            "no length" => [config, Header("a", 0)],
            "longer" => [config, Header("a", 10), Chunk(8), Chunk(8)],
            "shorter" => [config, Header("a", 10), Chunk(8)],
            "huge" => [config, Header("a", long.MaxValue), Chunk(8)],
            "huge in all" => [config, Header("a", 1), Chunk(1), Header("b", 200_000), Chunk(8)],
            _ => [config, Header(kind, 1), Chunk(1)],
        };
    }

    private static PublishModelRequest Header(string path, long bytes) =>
        new() { File = new FileHeader { Path = path, Bytes = bytes } };

    private static PublishModelRequest Chunk(int bytes) => new() { Chunk = ByteString.CopyFrom(new byte[bytes]) };

    private Task<Model> GetAsync(string version) => _host.Client.GetModelAsync(new GetModelRequest
    {
        Task = TrainingTask.KeywordSpotting,
        Name = "tiny",
        Version = version,
    }).ResponseAsync.WithTimeout();

    private async Task<Model> PublishAsync(string version, double threshold = 0.8, int extraBytes = 0)
    {
        using var workshop = new TemporaryFolder();
        var folder = TinyKeywordModel.WritePackage(workshop.Path, version: version, change: manifest =>
        {
            manifest["detection"]!["thresholds"]!["yes"] = threshold;
            if (extraBytes == 0)
                return;
            manifest["files"]!.AsArray().Add(new System.Text.Json.Nodes.JsonObject
            {
                ["path"] = "notes.txt",
                ["sha256"] = Convert.ToHexStringLower(
                    System.Security.Cryptography.SHA256.HashData(new byte[extraBytes])),
                ["bytes"] = extraBytes,
            });
        });
        if (extraBytes > 0)
            await File.WriteAllBytesAsync(Path.Combine(folder, "notes.txt"), new byte[extraBytes]).WithTimeout();
        return await _host.PublishAsync(folder);
    }
}
