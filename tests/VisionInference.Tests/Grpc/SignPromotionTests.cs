using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Kws.Models;
using Kws.Training.V1;
using Kws.Vision.V1;
using Microsoft.Extensions.DependencyInjection;
using static Kws.VisionInference.Tests.Grpc.WhatWasRead;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Promotions of a real training orchestrator, as two replicas with open cameras take them up.</summary>
public sealed class SignPromotionTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<VisionHost> _replicas = [];
    private ServiceProcess _orchestrator = null!;
    private GrpcChannel _channel = null!;
    private Client _client = null!;

    public async Task InitializeAsync()
    {
        _orchestrator = await ServiceProcess.StartAsync("TrainingOrchestrator", 0,
        [
            ("Database__File", _folder["training.db"]),
            ("Storage__Directory", _folder["store"]),
            ("Jobs__WorkFolder", _folder["jobs"]),
            ("Jobs__MaxAtOnce", "0"),
            ("Promotions__Poll", "00:00:00.1"),
            // However busy the machine is.
            ("Gates__MaxSignMilliseconds", "5000"),
        ]);
        _channel = GrpcChannel.ForAddress(_orchestrator.Address);
        _client = new Client(_channel);
        for (var i = 0; i < 2; i++)
            _replicas.Add(await VisionHost.StartAsync(settings:
            [
                ("Models:Registry:Address", _orchestrator.Address),
                ("Models:Registry:Watch", "00:00:00.1"),
                ("Models:Registry:Cache", _folder["cache"]),
                ("Storage:Directory", _folder["store"]),
            ]));
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
            replica.Logs.AssertNoErrors();
        }

        _channel.Dispose();
        await _orchestrator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Promote_ThenRollBack_CamerasReadOnAndNoSignIsLostOrDoubled()
    {
        await PublishAsync("1.1.0");
        await PublishAsync("1.2.0");
        var cameras = new List<Camera>();
        foreach (var replica in _replicas)
        {
            cameras.Add(await Camera.OpenAsync(replica, new ReadConfig
            {
                DeviceId = "camera-1",
                // The replicas' clocks end no word, however long a promotion takes.
                WordPause = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
            }));
            await cameras[^1].ShowAsync("H");
        }

        await PromotedAsync("1.1.0");
        foreach (var camera in cameras)
            await camera.ShowAsync("E");
        await PromotedAsync("1.2.0");
        foreach (var camera in cameras)
            await camera.ShowAsync("Y");
        var back = await DecidedAsync(await _client.RollBackModelAsync(
            new RollBackModelRequest { Task = TrainingTask.SignLetters }).ResponseAsync.WithTimeout());

        Assert.Equal((PromotionState.Done, "1.1.0"), (back.State, back.Version));
        foreach (var camera in cameras)
        {
            var responses = await camera.FinishAsync();
            Assert.Equal("1.0.0", responses[0].Started.ModelVersion);
            Assert.Equal("HEY", LettersIn(responses));
            Assert.Equal("HEY", Assert.Single(WordsIn(responses)).Spelled);
            camera.Dispose();
        }

        Assert.All(_replicas, replica => Assert.Equal("1.1.0",
            replica.Services.GetRequiredService<ModelHost<SignModel>>().Current.Manifest.Version));
    }

    private async Task PublishAsync(string version)
    {
        using var workshop = new TemporaryFolder();
        var package = TinySignModel.WritePackage(workshop.Path, version: version);
        using var call = _client.PublishModel();
        await call.RequestStream.WriteAsync(new PublishModelRequest
        {
            Config = new PublishConfig { Task = TrainingTask.SignLetters },
        }).WithTimeout();
        foreach (var file in Directory.EnumerateFiles(package))
        {
            var content = await File.ReadAllBytesAsync(file).WithTimeout();
            await call.RequestStream.WriteAsync(new PublishModelRequest
            {
                File = new FileHeader { Path = Path.GetFileName(file), Bytes = content.Length },
            }).WithTimeout();
            await call.RequestStream.WriteAsync(
                new PublishModelRequest { Chunk = ByteString.CopyFrom(content) }).WithTimeout();
        }

        await call.RequestStream.CompleteAsync().WithTimeout();
        Assert.Equal(ModelState.Published, (await call.ResponseAsync.WithTimeout()).State);
    }

    private async Task PromotedAsync(string version)
    {
        var promotion = await DecidedAsync(await _client.PromoteModelAsync(new PromoteModelRequest
        {
            Task = TrainingTask.SignLetters,
            Name = "tiny",
            Version = version,
        }).ResponseAsync.WithTimeout());
        Assert.Equal(PromotionState.Done, promotion.State);
        Assert.Equal(_replicas.Count, promotion.Replicas.Count(replica => replica.Active));
    }

    private async Task<Promotion> DecidedAsync(Promotion promotion)
    {
        using var watch = _client.WatchPromotion(new WatchPromotionRequest { Id = promotion.Id });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(TimeSpan.FromMinutes(2)))
            promotion = watch.ResponseStream.Current;
        return promotion;
    }
}
