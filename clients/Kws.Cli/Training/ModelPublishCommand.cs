using System.CommandLine;
using Google.Protobuf;
using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Contracts;
using Kws.Models;
using Kws.Training.V1;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.Cli.Training;

/// <summary><c>kws models publish</c>: sends a package's folder to the registry.</summary>
internal static class ModelPublishCommand
{
    private const int ChunkBytes = 64 * 1024;

    public static Command Create(CliContext context)
    {
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var folder = new Argument<string>("FOLDER") { Description = "The package: manifest.json and its files" };
        var command = new Command("publish", "Put a package into the registry; exit code 1 when a gate rejects it")
        {
            folder, json, server.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(folder);
            // Faults are told here, before anything is sent.
            var manifest = ModelPackage.Load(path).Manifest;
            var model = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellationToken,
                channel => SendAsync(new Client(channel), path, manifest, cancellationToken));
            ModelTable.ReportOf(model).WriteTo(context, parsed.GetValue(json));
            return model.State == ModelState.Published ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static async Task<Model> SendAsync(
        Client client, string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        using var call = client.PublishModel(cancellationToken: cancellationToken);
        using var stopSending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(call.RequestStream, folder, manifest, stopSending.Token);
        await Task.WhenAny(sending, call.ResponseAsync);
        if (call.ResponseAsync.IsCompleted)
            await stopSending.CancelAsync();
        try
        {
            await sending;
        }
        catch (Exception e)
            when (e is RpcException or InvalidOperationException || stopSending.IsCancellationRequested)
        {
            // The server has answered before all was sent: its answer says why.
        }

        return await call.ResponseAsync;
    }

    private static async Task SendAsync(
        IClientStreamWriter<PublishModelRequest> requests, string folder, ModelManifest manifest,
        CancellationToken cancellationToken)
    {
        await requests.WriteOrLeaveAsync(
            new PublishModelRequest { Config = new PublishConfig { Task = TaskOf(manifest) } }, cancellationToken);
        foreach (var path in manifest.Files.Select(file => file.Path).Append("manifest.json"))
            await SendAsync(requests, folder, path, cancellationToken);
        await requests.CompleteAsync();
    }

    private static async Task SendAsync(
        IClientStreamWriter<PublishModelRequest> requests, string folder, string path,
        CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(folder, path));
        await requests.WriteOrLeaveAsync(
            new PublishModelRequest { File = new FileHeader { Path = path, Bytes = file.Length } }, cancellationToken);
        var buffer = new byte[ChunkBytes];
        while (await file.ReadAsync(buffer, cancellationToken) is var read and > 0)
            await requests.WriteOrLeaveAsync(
                new PublishModelRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellationToken);
    }

    private static TrainingTask TaskOf(ModelManifest manifest) => manifest.Task == ModelTask.KeywordSpotting
        ? TrainingTask.KeywordSpotting
        : TrainingTask.SignLetters;
}
